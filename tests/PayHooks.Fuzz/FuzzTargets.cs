using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using PayHooks.AspNetCore;
using PayHooks.RocksDb;
using PayHooks.RocksDb.Engine;
using PayHooks.Serialization;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Fuzz;

/// <summary>The entry points that get bytes from outside. Each throws only if an input breaks what is promised for any input.</summary>
internal static class FuzzTargets
{
    /// <summary>The targets by name; the folder of the corpus has the same.</summary>
    public static IReadOnlyDictionary<string, Action<byte[]>> All { get; } = new Dictionary<string, Action<byte[]>>(StringComparer.Ordinal)
    {
        ["verify"] = Verify,
        ["read"] = Read,
        ["message"] = Message,
        ["description"] = Description,
        ["query"] = Query,
        ["cursor"] = Cursor,
        ["log"] = Log,
    };

    // A delivery that its headers are enough to reject is not genuine with its body either; what is genuine can be read.
    private static void Verify(byte[] input)
    {
        if (FuzzedDelivery.Of(input) is not ({ Provider: { } provider }, { } delivery))
        {
            return;
        }

        var early = provider.RejectByHeaders(delivery);
        var verdict = provider.Verify(delivery);
        Ensure(early is null || !verdict.IsGenuine, "A delivery was rejected by its headers and is genuine.");
        Ensure(!verdict.IsGenuine || verdict.SecretIndex >= -1, "A genuine delivery has no secret.");
    }

    private static void Read(byte[] input)
    {
        if (FuzzedDelivery.Of(input) is not ({ Provider: { } provider }, { } delivery))
        {
            return;
        }

        var events = provider.Split(delivery.Body);
        Ensure(events.Count <= IWebhookProvider.MostEvents, "A delivery has more events than the most.");
        foreach (var body in events.Count == 0 ? [delivery.Body] : events)
        {
            var facts = provider.Read(body, name => delivery.Header(name).ToString());
            Ensure(facts.Type.Length > 0, "An event has no type.");
            Ensure(facts.Amount is not { Value: not null, Currency: null }, "An amount has a value without a currency.");
        }
    }

    // The envelope, and after a line break the body. What was read is written and read as the same.
    private static void Message(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        if (MessageSerializer.Read(end < 0 ? input : new MessageText(input.AsMemory(0, end), input.AsMemory(end + 1))) is not { Message: { } message })
        {
            return;
        }

        foreach (var asBytes in new[] { false, true })
        {
            var written = MessageSerializer.Write(message, asBytes);
            var again = MessageSerializer.Read(written).Message;
            Ensure(again is not null, "A message that was written cannot be read.");
            Ensure(
                written.AllBytes().AsSpan().SequenceEqual(MessageSerializer.Write(again!, asBytes).AllBytes()),
                "A message changes when it is written again.");
        }
    }

    private static void Description(byte[] input)
    {
        WebhookVerifier verifier;
        try
        {
            verifier = WebhookVerifier.FromScheme(Encoding.UTF8.GetString(input), "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0");
        }
        catch (ArgumentException)
        {
            return;
        }

        var body = """{"id":"evt_1","type":"payment.paid","amount":100,"currency":"EUR","object":{"id":"p1","status":"paid"}}"""u8;
        verifier.Verify(body.ToArray(), name => $"t=1,v1={name}", "https://shop.example.com/webhooks/custom");
    }

    private static void Query(byte[] input)
    {
        var parsed = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(input));
        var (query, problem) = EventQueryReader.Read(new QueryCollection(parsed));
        Ensure(query is null == problem is not null, "A query has neither a result nor a problem.");
        Ensure(query is not { Limit: < 1 or > EventQuery.MaxLimit }, "A query has a limit that is not allowed.");
    }

    private static void Cursor(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        try
        {
            Ensure(EventCursor.Parse(text)?.ToString() == text, "A cursor changes when it is written again.");
        }
        catch (BadCursorException)
        {
            // It was refused.
        }
    }

    // The write-ahead log, the file of running events and a stored record.
    private static void Log(byte[] input)
    {
        var folder = Directory.CreateTempSubdirectory("payhooks-fuzz-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "000001.log"), input);
            File.WriteAllBytes(Path.Combine(folder, RunLog.Name), input);
            TornLog.Repair(folder);
            Ensure(TornLog.Find(folder) is null, "A repaired log has to be repaired.");
            Ensure(RunLog.Read(folder).Count <= input.Length, "More events were running than there are bytes.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        try
        {
            var record = EventRecord.FromJson(input);
            Ensure(record.Id is not null, "A record has no id.");
        }
        catch (Exception e) when (e is JsonException or NewerRecordException)
        {
            // It was refused.
        }
    }

    private static void Ensure(bool holds, string breach)
    {
        if (!holds)
        {
            throw new InvalidOperationException(breach);
        }
    }
}
