namespace PayHooks.Cli.Demo;

/// <summary>What a provider tells of a payment, notice by notice, and what PayHooks promises to make of each.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Payment">The provider's id of the payment that the story ends with.</param>
/// <param name="Notices">The notices, in the order in which they arrive.</param>
/// <param name="Moral">What it shows.</param>
internal sealed record PaymentStory(string Title, string Payment, IReadOnlyList<StoryNotice> Notices, string Moral)
{
    /// <summary>The flags that the payment gets.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}

/// <summary>A notice of a payment.</summary>
/// <param name="Says">The provider's own words for it.</param>
/// <param name="Post">The delivery.</param>
/// <param name="Id">The id of its event.</param>
/// <param name="Effect">What it is promised to do.</param>
/// <param name="Handlers">The handlers that are promised to run.</param>
internal sealed record StoryNotice(string Says, Post Post, string Id, string Effect, params IReadOnlyList<string> Handlers);

/// <summary>What became of a story.</summary>
/// <param name="Story">The story.</param>
/// <param name="Notices">What became of each notice.</param>
/// <param name="Flags">The flags of the payment, each with what it means.</param>
internal sealed record StoryResult(PaymentStory Story, IReadOnlyList<NoticeResult> Notices, IReadOnlyDictionary<string, string> Flags)
{
    /// <summary>Whether it is as promised.</summary>
    public bool IsAsPromised => Notices.All(one => one.IsAsPromised) && Flags.Keys.Order().SequenceEqual(Story.Flags.Order());
}

/// <summary>What became of a notice.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="Status">The answer's status, or null when none came.</param>
/// <param name="Effect">What the event did, or null.</param>
/// <param name="Ran">The handlers that ran, each with the payment as it saw it.</param>
internal sealed record NoticeResult(StoryNotice Notice, int? Status, string? Effect, IReadOnlyList<(string Handler, Payment? Saw)> Ran)
{
    /// <summary>Whether it is as promised.</summary>
    public bool IsAsPromised => Status == 200 && Effect == Notice.Effect && Ran.Select(run => run.Handler).SequenceEqual(Notice.Handlers);

    /// <summary>The handlers that ran: <c>book, receipt</c>.</summary>
    public string Handlers => Ran.Count == 0 ? "-" : string.Join(", ", Ran.Select(run => run.Handler));

    /// <summary>The payment as they saw it: <c>succeeded, 49.90 USD</c>.</summary>
    public string Saw => Ran is [(_, { } payment), ..]
        ? payment.Refunded is { } back
            ? $"{payment.State}, {back.Value} back"
            : $"{payment.State}, {payment.Amount?.Value} {payment.Amount?.Currency}"
        : "";
}
