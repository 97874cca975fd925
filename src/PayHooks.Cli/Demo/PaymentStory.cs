namespace PayHooks.Cli.Demo;

/// <summary>A provider's notifications about a payment, and the expected effect of each.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Payment">The provider's id of the last payment in the story.</param>
/// <param name="Notices">The notifications, in order of arrival.</param>
/// <param name="Moral">What the story shows.</param>
internal sealed record PaymentStory(string Title, string Payment, IReadOnlyList<StoryNotice> Notices, string Moral)
{
    /// <summary>The flags that the payment is expected to have.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}

/// <summary>A notification about a payment.</summary>
/// <param name="Says">The provider's name for it.</param>
/// <param name="Post">The signed delivery and its source.</param>
/// <param name="Id">The id of its event.</param>
/// <param name="Effect">Its expected effect.</param>
/// <param name="Handlers">The handlers that are expected to run.</param>
internal sealed record StoryNotice(string Says, Post Post, string Id, string Effect, params IReadOnlyList<string> Handlers);

/// <summary>The result of a story.</summary>
/// <param name="Story">The story.</param>
/// <param name="Notices">The results of the notifications.</param>
/// <param name="Flags">The flags of the payment, with their meanings.</param>
internal sealed record StoryResult(PaymentStory Story, IReadOnlyList<NoticeResult> Notices, IReadOnlyDictionary<string, string> Flags)
{
    /// <summary>Whether the result is as expected.</summary>
    public bool IsAsPromised => Notices.All(one => one.IsAsPromised) && Flags.Keys.Order().SequenceEqual(Story.Flags.Order());
}

/// <summary>The result of a notification.</summary>
/// <param name="Notice">The notification.</param>
/// <param name="Status">The HTTP status, or null without a response.</param>
/// <param name="Effect">The effect of the event, or null.</param>
/// <param name="Ran">The handlers that ran, each with the payment it saw.</param>
internal sealed record NoticeResult(StoryNotice Notice, int? Status, string? Effect, IReadOnlyList<(string Handler, Payment? Saw)> Ran)
{
    /// <summary>Whether the result is as expected.</summary>
    public bool IsAsPromised => Status == 200 && Effect == Notice.Effect && Ran.Select(run => run.Handler).SequenceEqual(Notice.Handlers);

    /// <summary>The handlers that ran: <c>book, receipt</c>.</summary>
    public string Handlers => Ran.Count == 0 ? "-" : string.Join(", ", Ran.Select(run => run.Handler));

    /// <summary>The payment as the handlers saw it: <c>succeeded, 49.90 USD</c>.</summary>
    public string Saw => Ran is [(_, { } payment), ..]
        ? payment.Refunded is { } back
            ? $"{payment.State}, {back.Value} back"
            : $"{payment.State}, {payment.Amount?.Value} {payment.Amount?.Currency}"
        : "";
}
