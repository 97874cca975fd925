using System.Text;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Verification.Samples;

namespace PayHooks.Fuzz;

/// <summary>The inputs that come from our own writers; those that are written by hand lie beside them.</summary>
internal static class Corpus
{
    /// <summary>Writes them: a folder for each target.</summary>
    public static void Write(string folder)
    {
        foreach (var provider in SampleCatalog.Providers)
        {
            if (FuzzSources.Find(provider) is { Provider: { } known } source && SampleCatalog.Events(provider) is [var sample, ..])
            {
                var body = SampleCatalog.Create(sample, new Random(1), FuzzSources.Now);
                var url = $"https://shop.example.com/webhooks/{source.Settings.Name}";
                var signed = known.Sign(body, source.Settings.Secrets[0], FuzzSources.Now, url);
                Write(folder, "verify", provider, FuzzedDelivery.ToInput(provider, signed));
                Write(folder, "read", provider, FuzzedDelivery.ToInput(provider, signed));
            }
        }

        var delivery = new DeliveryMessage
        {
            Source = "stripe",
            DueAt = FuzzSources.Now,
            DeliveryId = "dlv_1",
            ReceivedAt = FuzzSources.Now,
            Verification = VerificationLevel.Signature,
            Body = """{"id":"evt_1"}"""u8.ToArray(),
            Headers = [KeyValuePair.Create("content-type", "application/json")],
        };
        WriteMessage(folder, "delivery-as-text", MessageSerializer.Write(delivery, asBytes: false));
        WriteMessage(folder, "delivery-as-bytes", MessageSerializer.Write(delivery, asBytes: true));
        WriteMessage(folder, "stored-body", MessageSerializer.Write(delivery with { Body = EventBody.Stored("20260102/1") }, false));
        WriteMessage(folder, "retry", MessageSerializer.Write(
            new RetryMessage { Source = "stripe", DueAt = FuzzSources.Now, EventId = "evt_1", Generation = 2, IsGuard = true }, false));
        WriteMessage(folder, "replay", MessageSerializer.Write(
            new ReplayMessage { Source = "stripe", DueAt = FuzzSources.Now, EventId = "evt_1", ReplayId = "rpl_1", Force = true }, false));
        Write(folder, "cursor", "of-an-event", Encoding.ASCII.GetBytes(new EventCursor(FuzzSources.Now, "evt_1").ToString()));
        Write(folder, "log", "record", new EventRecord
        {
            Id = "evt_1",
            Source = "stripe",
            Provider = "stripe",
            Facts = new EventFacts { Type = EventTypes.PaymentSucceeded },
            Verification = VerificationLevel.Signature,
            ReceivedAt = FuzzSources.Now,
            Status = EventStatus.Completed,
        }.ToJson());
    }

    private static void WriteMessage(string folder, string name, MessageText text) =>
        Write(folder, "message", name, text.HasBody ? [.. text.Envelope.Span, (byte)'\n', .. text.Body.Span] : text.Envelope.Span);

    private static void Write(string folder, string target, string name, ReadOnlySpan<byte> input)
    {
        Directory.CreateDirectory(Path.Combine(folder, target));
        File.WriteAllBytes(Path.Combine(folder, target, name), input);
    }
}
