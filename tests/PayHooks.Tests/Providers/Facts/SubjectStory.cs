using System.Text.Json.Nodes;
using PayHooks.Payments;
using PayHooks.Tests.Payments;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Tests.Providers.Facts;

/// <summary>Notices of one provider, applied one after the other as the processor does it.</summary>
internal sealed class SubjectStory(string name)
{
    private readonly IWebhookProvider provider = PresetFacts.Provider(name);
    private readonly SubjectRows rows = new();
    private int count;

    /// <summary>The state of a payment and its flags.</summary>
    public (SubjectState State, PaymentFlags Flags) Payment(string id)
    {
        var row = rows.All.Single(row => row.Key.Kind == SubjectKind.Payment && row.Key.Id == id);
        return (Folds.Of(row).Confirmed.State, Folds.Of(row).Flags | row.ArrivalFlags);
    }

    /// <summary>How many subjects of a kind there are.</summary>
    public int Count(SubjectKind kind) => rows.All.Count(row => row.Key.Kind == kind);

    /// <summary>Applies bodies; the type of each with its effect, or <c>-</c> when it reports no state.</summary>
    public string[] Tell(params string[] bodies) => [.. bodies.Select(body => Apply(Samples.Utf8(body)).Text)];

    /// <summary>Applies a sample, whose ids are the same each time.</summary>
    /// <param name="sample">The sample's name.</param>
    /// <param name="minute">When the provider sends it.</param>
    /// <param name="changes">Members that differ from the sample: dotted paths.</param>
    public string Tell(string sample, int minute, params (string Path, JsonNode? Value)[] changes) => Applied(sample, minute, changes).Text;

    /// <summary>The same, and the difference that handlers get of a running total.</summary>
    public string? Difference(string sample, int minute, params (string Path, JsonNode? Value)[] changes) =>
        Applied(sample, minute, changes).Result?.Difference?.ToString();

    private (string Text, SubjectResult? Result) Applied(string sample, int minute, (string Path, JsonNode? Value)[] changes)
    {
        var one = SampleCatalog.Events(name).Single(one => one.Name == sample);
        var body = SampleCatalog.Create(one, new Random(7), Samples.Now.AddMinutes(minute));
        var json = JsonNode.Parse(provider.Split(body).DefaultIfEmpty(body).First().Span)!;
        foreach (var (path, value) in changes)
        {
            var steps = path.Split('.');
            steps[..^1].Aggregate(json, (at, step) => at[step]!)[steps[^1]] = value;
        }

        return Apply(Samples.Utf8(json.ToJsonString()));
    }

    private (string Text, SubjectResult? Result) Apply(ReadOnlyMemory<byte> body)
    {
        var facts = provider.Read(body, _ => null);
        var change =
            SubjectEvent.From($"evt_{++count}", Changes.Source, facts, provider.Payments, VerificationLevel.Signature, Samples.Now);
        var result = change is null ? null : rows.Apply(change);
        return ($"{facts.Type} {(result is null ? "-" : SubjectTexts.Of(result.Effect))}", result);
    }
}
