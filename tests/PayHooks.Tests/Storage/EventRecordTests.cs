using System.Reflection;
using System.Text;
using System.Text.Json;
using PayHooks.Storage;
using PayHooks.Verification;

namespace PayHooks.Tests.Storage;

public sealed class EventRecordTests
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567);

    private static readonly EventRecord Full = new()
    {
        Id = EventIds.Create("chargily", "1"),
        Source = "chargily",
        Provider = "chargily_pay",
        Facts = new EventFacts
        {
            ProviderEventId = "01hjjjzf7wbc454te45mwx35fe",
            Type = EventTypes.PaymentSucceeded,
            ProviderType = "checkout.paid",
            Resource = new Resource("res", "order \"7\""),
            Subject = new Subject(SubjectKind.Refund, "re_1")
            {
                PaymentId = "pay_1",
                Mode = "test",
                Attempt = "a",
                ChangedAt = At,
                RefundedTotal = Amount.Read("3.00", "DZD", AmountUnit.Major),
            },
            Amount = Amount.Read("12.50", "DZD", AmountUnit.Major),
            Livemode = false,
            OccurredAt = At.AddDays(-1).ToOffset(TimeSpan.FromHours(1)),
        },
        Verification = VerificationLevel.Signature,
        SecretIndex = 1,
        ReceivedAt = At,
        CompletedAt = At.AddSeconds(3),
        Status = EventStatus.Dead,
        Generation = 5,
        Owner = "owner",
        Holder = "retry 4",
        LeaseUntil = At.AddMinutes(2),
        Attempts = 9,
        RunAttempts = 4,
        Crashes = 2,
        Deliveries = 6,
        Conflicts = 1,
        DeliveryLog =
            [new DeliveryEntry("dlv_1", At, VerificationLevel.Partial, true, 0),
            new DeliveryEntry("dlv_2", At, VerificationLevel.None, false)],
        AttemptLog =
        [
            new AttemptEntry(At, 1, "FulfilOrder", "failed", 12.5, "boom") { Response = "no" },
            new AttemptEntry(At, 2, null, "crashed", 0, null),
        ],
        Handled = [new HandledEntry("SendMail", At)],
        Outcome = EventOutcome.NoHandler,
        Effect = Effect.Stale,
        OwnerId = "evt_owner",
        Replays = [new ReplayEntry("rpl_1", At), new ReplayEntry("rpl_0", At.AddDays(-1))],
        ReplayId = "rpl_2",
        NextAttemptAt = At.AddHours(1),
        PausedBy = ["source:chargily"],
        LastError = "boom\nbang",
        BodyHash = EventIds.BodyHash("body"u8),
        BodyLength = 4,
        BodyReference = "chargily/x",
        IsTombstone = true,
        ErasedAt = At.AddDays(1),
        Headers = [new("content-type", "application/json")],
    };

    // What is stored: the init-only properties of a record and of its facts, except the number of the format, which every version writes
    // for itself. The record's id is made from the identity.
    private static IEnumerable<StoredProperty> Stored =>
    [
        .. Writable<EventRecord>().Where(property => property.Name is not (nameof(EventRecord.Facts) or nameof(EventRecord.Format)))
            .Select(property => new StoredProperty(property.Name, property.GetValue)),
        .. Writable<EventFacts>().Where(property => property.Name != nameof(EventFacts.Identity))
            .Select(property => new StoredProperty($"Facts.{property.Name}", record => property.GetValue(record.Facts))),
    ];

    [Fact]
    public void No_property_of_a_record_is_lost_in_its_json()
    {
        var bare = Bare();
        Assert.All(Stored, property => Assert.False(
            Same(property.GetValue(Full), property.GetValue(bare)), $"the test sets no value of its own for {property.Name}"));

        var read = EventRecord.FromJson(Full.ToJson());

        Assert.All(Stored, property => Assert.True(Same(property.GetValue(Full), property.GetValue(read)), $"{property.Name} was lost"));
    }

    [Fact]
    public void A_record_of_defaults_is_read_as_it_was_written()
    {
        var read = EventRecord.FromJson(Bare().ToJson());

        Assert.All(Stored, property => Assert.True(Same(property.GetValue(Bare()), property.GetValue(read)), $"{property.Name} was lost"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2)]
    public void Values_that_look_like_defaults_survive(int secretIndex)
    {
        var record = Bare() with
        {
            SecretIndex = secretIndex,
            Status = EventStatus.Processing,
            LeaseUntil = DateTimeOffset.MinValue,
            Facts = new EventFacts { Type = "", Livemode = false, Resource = new Resource(null, null) },
        };

        Assert.Equivalent(record, EventRecord.FromJson(record.ToJson()), strict: true);
    }

    [Fact]
    public void Fields_of_a_newer_version_do_not_hinder_reading()
    {
        var json = Encoding.UTF8.GetString(Full.ToJson());

        var read = EventRecord.FromJson(Encoding.UTF8.GetBytes("""{"somethingNew":{"a":[1]},""" + json[1..]));

        Assert.Equal(Full.Id, read.Id);
    }

    [Fact]
    public void A_record_has_the_number_of_its_format_and_one_without_is_of_the_first()
    {
        var json = Encoding.UTF8.GetString(Full.ToJson());

        Assert.StartsWith("""{"format":1,""", json, StringComparison.Ordinal);
        Assert.Equal(1, EventRecord.FromJson(Full.ToJson()).Format);
        var older = EventRecord.FromJson(Encoding.UTF8.GetBytes(json.Replace("\"format\":1,", "", StringComparison.Ordinal)));
        Assert.Equal(Full.Id, older.Id);
        Assert.Equal(Full.ToJson(), older.ToJson());
    }

    [Theory]
    [InlineData("\"format\":2")]
    [InlineData("\"format\":2,\"effect\":\"Unheard\"")]
    public void A_record_of_a_newer_format_is_not_read_whether_or_not_it_could_be(string format)
    {
        var json = Encoding.UTF8.GetString(Full.ToJson()).Replace("\"format\":1", format, StringComparison.Ordinal);

        var error = Assert.Throws<NewerRecordException>(() => EventRecord.FromJson(Encoding.UTF8.GetBytes(json)));

        Assert.Equal("The record has format 2; this version of PayHooks knows formats up to 1.", error.Message);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("garbage")]
    public void What_is_no_record_is_a_json_error(string text) =>
        Assert.ThrowsAny<JsonException>(() => EventRecord.FromJson(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_tombstone_keeps_what_makes_a_repeat_harmless_and_nothing_personal()
    {
        var kept = Stored.Where(property => !Same(property.GetValue(Full.ToTombstone()), property.GetValue(Bare())))
            .Select(property => property.Name);

        Assert.Equal(
            [
                "Attempts", "BodyHash", "BodyLength", "CompletedAt", "Conflicts", "Deliveries", "ErasedAt", "Facts.Type", "Generation",
                    "Id", "IsTombstone", "Outcome",
                "Provider", "ReceivedAt", "Source", "Status", "Verification",
            ],
            kept.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_erased_record_keeps_all_but_what_may_name_a_person()
    {
        var erased = Full.ToErased(At);

        var gone = Stored.Where(property => Same(property.GetValue(erased), property.GetValue(Bare()))).Select(property => property.Name);
        Assert.Equal(["Facts.Amount", "Facts.Resource", "Facts.Subject", "Headers", "IsTombstone", "LastError", "NextAttemptAt", "PausedBy"],
            gone.Order(StringComparer.Ordinal));
        Assert.All(erased.AttemptLog, entry => Assert.Equal((null, null), (entry.Error, entry.Response)));
    }

    private static EventRecord Bare() =>
        new() { Id = "", Source = "", Provider = "", Facts = new EventFacts { Type = "" }, ReceivedAt = default };

    private static IEnumerable<PropertyInfo> Writable<T>() => typeof(T).GetProperties().Where(property => property.SetMethod is not null);

    private static bool Same(object? a, object? b) =>
        a is System.Collections.IEnumerable and not string && b is System.Collections.IEnumerable
            ? ((System.Collections.IEnumerable)a).Cast<object>().SequenceEqual(((System.Collections.IEnumerable)b).Cast<object>())
            : Equals(a, b);

    private sealed record StoredProperty(string Name, Func<EventRecord, object?> GetValue);
}
