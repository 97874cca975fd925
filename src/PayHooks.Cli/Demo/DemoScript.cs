using System.Text;
using PayHooks.Cli.Sending;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Cli.Demo;

/// <summary>The steps of the demo, created for each run.</summary>
internal sealed class DemoScript(DemoSources sources, DemoHandlers handlers, TimeProvider time)
{
    private const int TooLong = (1024 * 1024) + 1;
    private static readonly Runs Once = new(1, 0);
    private static readonly (string, Runs)[] Paid = [(DemoHandlers.Book, Once), (DemoHandlers.Receipt, Once)];

    /// <summary>All steps, in order.</summary>
    public IReadOnlyList<DemoStep> Scenes()
    {
        var repeated = Sample("portone", "Success");
        return
        [
            Taken("portone, 5 times", repeated, "payment.succeeded", 5, Paid),
            Taken("xanpay, 2 at once", Sample("xanpay", "completed"), "payment.succeeded", 2, Paid) with { AtOnce = true },
            Taken("x-signature, previous secret", OldSecret(), "payment.succeeded", 1, Paid),
            Refused("chargily, altered", Altered(Sample("chargily", "checkout.paid")), 401),
            Refused("chargily, too long", Signed("chargily", Padded("checkout.paid")), 413),
            Taken("chargily, new type", Signed("chargily", Renamed("checkout.disputed")), EventTypes.Unrecognised, 1),
            Refused("portone, unsigned", Sample("portone", "refund.SUCCESS"), 401),
            Taken("the same, allowed", Sample(DemoSources.Unsigned, "refund.SUCCESS"), "refund.succeeded", 1, (DemoHandlers.Ask, Once)),
            Failing("x-signature, fails", Sample("x_signature", "payment.completed"), DemoSources.Attempts - 1),
            Failing("chargily, replayed", Sample("chargily", "checkout.paid"), DemoSources.Attempts) with { DiesFirst = true },
            .. sources.Others.SelectMany(Others),
            EverySample(),
            AfterRestart(repeated),
        ];
    }

    private static DemoStep Taken(string title, Made made, string type, int copies, params (string Handler, Runs Runs)[] runs) =>
        new(title, [.. Enumerable.Repeat(made.Post, copies)], 200, [new PromisedEvent(made.Id, type, copies, runs)]);

    private static DemoStep Refused(string title, Made made, int answer) => new(title, [made.Post], answer, []) { Absent = [made.Id] };

    // A provider outside the main demo: a duplicate is absorbed, a forgery rejected.
    private IEnumerable<DemoStep> Others(string provider)
    {
        var (source, sample) = (provider.Replace('-', '_'), SampleCatalog.Events(provider)[0]);
        var made = Sample(source, sample.Name);
        yield return Taken($"{provider}, repeated", made, sample.Type, 2, RunsFor(sample.Type, made.Verification));
        yield return Refused($"{provider}, forged", Altered(Sample(source, sample.Name)), 401);
    }

    // The payment is booked once, although the other handler failed: a retry runs only the handlers that have not finished.
    private DemoStep Failing(string title, Made made, int failures)
    {
        handlers.FailReceipts(made.Id, failures);
        return Taken(title, made, "payment.succeeded", 1, (DemoHandlers.Book, Once),
            (DemoHandlers.Receipt, new Runs(failures + 1, failures)));
    }

    private DemoStep EverySample()
    {
        List<Post> posts = [];
        List<PromisedEvent> events = [];
        foreach (var provider in sources.Providers)
        {
            foreach (var sample in SampleCatalog.Events(provider))
            {
                var made = Sample(sample.IsSigned ? provider.Replace('-', '_') : DemoSources.Unsigned, sample.Name);
                posts.AddRange([made.Post, made.Post]);

                // Each sample belongs to its own payment, and a payment's first capture counts as its success.
                var type = sample.Type == EventTypes.PaymentCaptured ? EventTypes.PaymentSucceeded : sample.Type;
                events.Add(new PromisedEvent(made.Id, type, 2, RunsFor(type, made.Verification)));
            }
        }

        return new DemoStep($"{events.Count} samples, twice", posts, 200, events) { AtOnce = true };
    }

    private static DemoStep AfterRestart(Made repeated) =>
        new("after a restart", [repeated.Post], 200, [new PromisedEvent(repeated.Id, "payment.succeeded", 6, Paid)])
        {
            AfterRestart = true,
        };

    // A partially verified event reaches only the handler that accepts it.
    private static (string, Runs)[] RunsFor(string type, VerificationLevel verification) => type switch
    {
        EventTypes.PaymentSucceeded when verification > VerificationLevel.Partial => Paid,
        _ when type.StartsWith("payment.", StringComparison.Ordinal) && verification > VerificationLevel.Partial =>
            [(DemoHandlers.Book, Once)],
        _ when type.StartsWith("refund.", StringComparison.Ordinal) && verification > VerificationLevel.Partial =>
            [(DemoHandlers.Book, Once), (DemoHandlers.Ask, Once)],
        _ when type.StartsWith("refund.", StringComparison.Ordinal) => [(DemoHandlers.Ask, Once)],
        _ => [],
    };

    private Made Sample(string source, string name) => Signed(source, Body(source == DemoSources.Unsigned ? "portone" : source, name));

    private byte[] Body(string source, string name)
    {
        var provider = source.Replace('_', '-');
        return SampleCatalog.Create(SampleCatalog.Find(provider, name)!, Random.Shared, time.GetUtcNow());
    }

    private Made Signed(string source, byte[] body)
    {
        var signed = sources[source].Sign(body, time.GetUtcNow());
        var verdict = sources[source].Provider.Verify(Tampering.Arrived(signed, time.GetUtcNow()));
        return new Made(new Post(source, signed), sources[source].IdOf(signed), verdict.Verification);
    }

    private Made OldSecret()
    {
        var made = Sample("x_signature", "payment.completed");
        var signed = sources["x_signature"].Sign(made.Post.Delivery.Body.ToArray(), time.GetUtcNow(), new Secret(0, sources.OldSecret));
        return made with { Post = made.Post with { Delivery = signed } };
    }

    private Made Altered(Made made)
    {
        var altered = Tampering.Alter(made.Post.Delivery, sources[made.Post.Source].Provider, time.GetUtcNow())!;
        return made with { Post = made.Post with { Delivery = altered }, Id = sources[made.Post.Source].IdOf(altered) };
    }

    private byte[] Padded(string name) => [.. Body("chargily", name), .. Enumerable.Repeat((byte)' ', TooLong)];

    private byte[] Renamed(string type) => Encoding.UTF8.GetBytes(
        Encoding.UTF8.GetString(Body("chargily", "checkout.paid")).Replace("checkout.paid", type, StringComparison.Ordinal));

    private sealed record Made(Post Post, string Id, VerificationLevel Verification);
}
