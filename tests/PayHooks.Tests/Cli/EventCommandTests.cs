using PayHooks.Tests.Server;

namespace PayHooks.Tests.Cli;

[Collection(ToolServerTests.Name)]
public sealed class EventCommandTests(ToolServer server)
{
    private const string Unknown = "evt_aaaaaaaaaaaaaaaaaaaaaaaaaa";

    [Fact]
    public async Task Events_are_listed_newest_first_one_on_each_line()
    {
        var first = await server.SendAsync("quiet");
        await server.WaitAsync(first);
        var second = await server.SendAsync("quiet");
        await server.WaitAsync(second);

        var listed = await server.RunAsync("events", "--source", "quiet", "--limit", "2");

        Assert.Equal(0, listed.ExitCode);
        Assert.Equal(3, listed.Lines.Length);
        Assert.Contains(second, listed.Lines[1], StringComparison.Ordinal);
        Assert.Contains(first, listed.Lines[2], StringComparison.Ordinal);
        Assert.Contains("payment.succeeded", listed.Lines[1], StringComparison.Ordinal);
        Assert.All(listed.Output, c => Assert.InRange(c, '\n', '~'));
    }

    [Fact]
    public async Task Filters_take_several_values_repeated_or_separated_by_commas()
    {
        var id = await server.SendAsync("quiet");
        await server.WaitAsync(id);

        foreach (var filter in new string[][]
        {
            ["--source", "quiet,chargily", "--status", "dead,completed", "--type", "payment.succeeded", "--type", "payment.failed"],
            ["--source", "chargily", "--source", "quiet", "--outcome", "handled,no_handler", "--search", id],
            ["--mode", "live", "--source", "quiet", "--search", id[5..15]],
        })
        {
            var listed = await server.RunAsync(["events", .. filter, "--limit", "500"]);

            Assert.True(listed.ExitCode == 0, listed.Error);
            Assert.Equal(filter[0] != "--mode", listed.Output.Contains(id, StringComparison.Ordinal));
        }

        var wrong = await server.RunAsync("events", "--status", "dead,lost");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("'lost' is not a status", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_ends_with_the_first_page_that_has_nothing()
    {
        await using var proxy = await ForwardTarget.StartAsync();
        var requests = 0;
        proxy.Answer = async context =>
        {
            requests++;
            await context.Response.Body.WriteAsync("""{"events":[],"cursor":"other_CN5"}"""u8.ToArray());
        };

        var searched = await ToolRun.Of("events", "--search", "nothing", "--server", proxy.Url.GetLeftPart(UriPartial.Authority));

        Assert.Equal((0, 1), (searched.ExitCode, requests));
        Assert.Contains("--until TIME searches older ones.", searched.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Did you mean chargily?", "--source", "chargli")]
    [InlineData("Its sources: ", "--source", "nowhere")]
    public async Task A_source_that_does_not_exist_is_an_error(string expected, params string[] filter)
    {
        var listed = await server.RunAsync(["events", .. filter]);
        var replayed = await server.RunAsync(["replay", "--status", "completed", .. filter]);

        Assert.All([listed, replayed], run =>
        {
            Assert.Equal(1, run.ExitCode);
            Assert.Contains($"has no source '{filter[1]}'.", run.Error, StringComparison.Ordinal);
            Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_mistyped_type_is_pointed_out()
    {
        var mistyped = await server.RunAsync("events", "--type", "payment.sucess");
        var unused = await server.RunAsync("events", "--type", "dispute.won");
        var own = await server.RunAsync("events", "--type", "vendor.shipment_of_goods");

        Assert.Contains("Did you mean payment.succeeded?", mistyped.Error, StringComparison.Ordinal);
        Assert.All([unused, own], run => Assert.Equal((0, "No such events."), (run.ExitCode, run.Error.Trim())));
    }

    [Theory]
    [InlineData("events", "--type", "payment.*")]
    [InlineData("tail", "--type", "*")]
    [InlineData("replay", "--status", "dead", "--type", "payment.*")]
    public async Task A_pattern_is_not_a_type_to_filter_by(params string[] args)
    {
        var run = await server.RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("one exact type", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replay", "--status", "dead", "--sinc", "1h")]
    [InlineData("replay", "--sinc", "1h")]
    [InlineData("erase", "--all")]
    public async Task An_unknown_option_is_not_taken_for_an_id(params string[] args)
    {
        var run = await server.RunAsync(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"There is no option '{args.Last(word => word.StartsWith("--", StringComparison.Ordinal))}'.", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_events_of_a_time_are_replayed()
    {
        await server.WaitAsync(await server.SendAsync("quiet"));

        var none = await server.RunAsync("replay", "--status", "completed", "--source", "quiet", "--until", "2026-01-01");
        var all = await server.RunAsync("replay", "--status", "completed", "--source", "quiet", "--since", "1h");

        Assert.Contains("nothing to replay", none.Error, StringComparison.Ordinal);
        Assert.Equal(0, all.ExitCode);
        Assert.Matches(@"(?m)^job_\w+  done: [1-9]\d* events? replayed, 0 left out, 0 failed$", all.Output);
    }

    [Fact]
    public async Task Events_as_JSON_are_one_document()
    {
        await server.WaitAsync(await server.SendAsync("quiet"));

        var listed =
            await server.RunAsync("events", "--source", "quiet", "--type", "payment.succeeded", "--status", "completed", "--json",
            "--limit", "1");

        var one = Assert.Single(listed.Json["events"]!.AsArray());
        Assert.Equal("quiet", (string?)one!["source"]);
        Assert.True(listed.Json.AsObject().ContainsKey("cursor"));
    }

    [Fact]
    public async Task More_than_a_page_is_read_page_by_page()
    {
        await server.RunAsync("send", "xanpay", "pending", "--secret", ToolServer.XanPaySecret, "--count", "620", "--concurrency", "16");
        await server.WaitAsync(await server.SendAsync("quiet"));

        var listed = await server.RunAsync("events", "--source", "xanpay", "--type", "payment.pending", "--limit", "600", "--json");

        Assert.Equal(600, listed.Json["events"]!.AsArray().Select(one => (string?)one!["id"]).Distinct().Count());
    }

    [Fact]
    public async Task An_event_is_shown_with_its_facts_and_its_payload()
    {
        var id = await server.SendAsync();
        await server.WaitAsync(id);

        var shown = await server.RunAsync("show", id);

        Assert.Equal(0, shown.ExitCode);
        Assert.StartsWith($"{id}  completed", shown.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^type +payment.succeeded \\(checkout.paid\\)$", shown.Output);
        Assert.Matches("(?m)^verified by +signature$", shown.Output);
        Assert.Matches("(?m)^deliveries +1$", shown.Output);
        Assert.Matches("(?m)^[0-9-]+ [0-9:.]+ +delivered +verified by signature, secret 0$", shown.Output);
        Assert.Matches("(?m)^[0-9-]+ [0-9:.]+ +succeeded +fulfil, attempt 1", shown.Output);
        Assert.DoesNotMatch("(?m)^(done|received|last error) ", shown.Output);
        Assert.Contains("\"entity\": \"checkout\"", shown.Output, StringComparison.Ordinal);
    }

    // Its JSON has no payload, like any body that is not JSON; the bytes stay as they came.
    [Theory]
    [InlineData("status=paid&amount=12.50&item%5B0%5D=A%26B+C&note=", "status=paid", "item[0]=A&B C", "note=")]
    [InlineData("<paid>\u001b[31m</paid>", "The payload is not text. Byte for byte: GET ")]
    [InlineData("<paid>\r\n  <amount>12.50</amount>\r\n</paid>", "<paid>", "  <amount>12.50</amount>")]
    public async Task A_body_that_is_no_JSON_is_shown_as_text(string body, params string[] lines)
    {
        using var file = new BodyFile(body);
        var sent = await server.RunAsync("send", "x-signature", "payment.completed", "--source", "rotating", "--secret",
            ToolServer.OldSecret, "--body", file.Path, "--json");
        var id = (string)sent.Json["events"]![0]!;
        var json = await server.WaitAsync(id);

        var shown = await server.RunAsync("show", id);

        Assert.Null(json["payload"]);
        Assert.Equal(EventTypes.Unrecognised, (string?)json["type"]);
        Assert.All(lines, line =>
            Assert.Contains(shown.Output.Split('\n'), shownLine => shownLine.TrimEnd('\r').StartsWith(line, StringComparison.Ordinal)));
        Assert.DoesNotContain('\u001b', shown.Output);
        using var client = new HttpClient();
        Assert.Equal(body, await client.GetStringAsync($"{server.Url}/api/events/{id}/body"));
    }

    [Fact]
    public async Task A_dead_event_is_shown_counted_and_replayed()
    {
        server.IsMended = false;
        var id = await server.SendAsync("broken");
        await server.WaitAsync(id, "dead");

        var shown = await server.RunAsync("show", id);
        var stats = await server.RunAsync("stats");
        server.IsMended = true;
        var replayed = await server.RunAsync("replay", "--status", "dead", "--source", "broken");
        await server.WaitAsync(id);

        Assert.Contains("warehouse", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown.Output);
        Assert.Contains($"payhooks replay {id}", shown.Error, StringComparison.Ordinal);
        Assert.Matches("(?m)^dead letters +1$", stats.Output);
        Assert.Matches("(?m)^broken +chargily +1 +just now +[1-9]", stats.Output);
        Assert.Matches("(?m)^last hour +[0-9]+ accepted, [0-9]+ rejected, ", stats.Output);
        Assert.Matches("(?m)^answered in +half within ", stats.Output);
        Assert.Matches("(?m) failed +fulfil, attempt 1", shown.Output);
        Assert.Equal(0, replayed.ExitCode);
        Assert.Matches(@"(?m)^job_\w+  done: 1 event replayed, 0 left out, 0 failed$", replayed.Output);
    }

    [Fact]
    public async Task A_replay_that_cannot_be_fails_and_the_others_go_on()
    {
        var id = await server.SendAsync();
        await server.WaitAsync(id);

        var replayed = await server.RunAsync("replay", Unknown, id);

        Assert.Equal(1, replayed.ExitCode);
        Assert.Contains($"{Unknown}  not replayed", replayed.Lines[0], StringComparison.Ordinal);
        Assert.Equal($"{id}  replayed", replayed.Lines[1]);
    }

    [Fact]
    public async Task An_event_that_changed_nothing_is_replayed_by_force_alone()
    {
        var paid = await server.WaitAsync(await server.SendAsync());
        var notice = paid["payload"]!.DeepClone();
        notice["id"] = $"again-{Guid.NewGuid():N}";
        using var body = new BodyFile(notice.ToJsonString());
        var again = (string)(await server.RunAsync(
            "send", "chargily", "--body", body.Path, "--secret", ToolServer.ChargilySecret, "--json")).Json["events"]![0]!;
        await server.WaitAsync(again);

        var refused = await server.RunAsync("replay", again);
        var forced = await server.RunAsync("replay", "--force", again);

        Assert.Equal((1, 0), (refused.ExitCode, forced.ExitCode));
        Assert.Contains("--force", refused.Output, StringComparison.Ordinal);
        Assert.Contains((string)paid["id"]!, refused.Output, StringComparison.Ordinal);
        Assert.Equal($"{again}  replayed", forced.Lines[0]);
    }

    [Fact]
    public async Task Erasing_says_of_each_event_what_became_of_it()
    {
        var id = await server.SendAsync();
        await server.WaitAsync(id);

        var erased = await server.RunAsync("erase", id, Unknown, id);
        var shown = await server.RunAsync("show", id, "--json");

        Assert.Equal(1, erased.ExitCode);
        Assert.Equal($"{id}  erased", erased.Lines[0]);
        Assert.Contains($"{Unknown}  not erased: there is no event", erased.Lines[1], StringComparison.Ordinal);
        Assert.Equal(2, erased.Lines.Length);
        Assert.Null(shown.Json["payload"]);
        Assert.Contains("The payload was erased.", (await server.RunAsync("show", id)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_found_by_text_and_time()
    {
        var id = await server.SendAsync();
        var provider = (string?)(await server.WaitAsync(id))["providerEventId"];

        var found = await server.RunAsync("events", "--search", provider!, "--since", "1h", "--until", "2999-01-01", "--json");
        var resource = await server.RunAsync("events", "--search", (string)found.Json["events"]![0]!["resource"]!["id"]!, "--json");
        var past = await server.RunAsync("events", "--search", provider!, "--until", "1h", "--json");

        Assert.Equal(id, (string?)Assert.Single(found.Json["events"]!.AsArray())!["id"]);
        Assert.Contains(resource.Json["events"]!.AsArray(), one => (string?)one!["id"] == id);
        Assert.Empty(past.Json["events"]!.AsArray());
    }

    [Fact]
    public async Task A_list_fits_a_hundred_columns()
    {
        await server.WaitAsync(await server.SendAsync("quiet"));

        var listed = await server.RunAsync("events", "--source", "quiet");

        Assert.All(listed.Lines, line => Assert.InRange(line.Length, 1, 100));
    }

    [Fact]
    public async Task Nothing_to_replay_is_no_failure()
    {
        var replayed = await server.RunAsync("replay", "--status", "dead", "--source", "quiet");

        Assert.Equal(0, replayed.ExitCode);
        Assert.Contains("nothing to replay", replayed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stats_as_JSON_are_those_of_the_API()
    {
        var stats = await server.RunAsync("stats", "--json");

        Assert.NotNull(stats.Json["deadLetters"]);
        Assert.Contains(stats.Json["sources"]!.AsArray(), source => (string?)source!["name"] == "chargily");
    }

    [Fact]
    public async Task Sources_are_listed_with_their_last_genuine_delivery_and_never_a_secret()
    {
        await server.WaitAsync(await server.SendAsync("quiet"));

        var listed = await server.RunAsync("sources");
        var json = await server.RunAsync("sources", "--json");

        Assert.Equal((0, 0), (listed.ExitCode, json.ExitCode));
        Assert.Matches("(?m)^quiet +chargily +1 +just now +secret 0$", listed.Output);
        Assert.Matches("(?m)^idle +x-signature +2 +none yet +-$", listed.Output);
        var quiet = Assert.Single(json.Json["sources"]!.AsArray(), source => (string?)source!["name"] == "quiet")!.AsObject();
        Assert.Equal(
            ["name", "provider", "secrets", "lastDeliveryAt", "secretIndex", "oldSecret", "silenceAfter", "silent", "lastConflictAt",
                "lastRejectedAt", "problem", "captureUntil"], quiet.Select(member => member.Key));
        Assert.Equal((1, 0, false), ((int)quiet["secrets"]!, (int)quiet["secretIndex"]!, (bool)quiet["oldSecret"]!));
        Assert.All(
            [ToolServer.ChargilySecret, ToolServer.XanPaySecret, ToolServer.PortOneSecret],
            secret => Assert.DoesNotContain(secret, listed.Output + json.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_whose_provider_still_signs_with_the_old_secret_says_so()
    {
        await server.RunAsync("send", "x-signature", "payment.completed", "--source", "rotating", "--secret", ToolServer.OldSecret);
        for (var tries = 0; ; tries++)
        {
            var listed = await server.RunAsync("sources");
            var row = Array.Find(listed.Lines, line => line.StartsWith("rotating ", StringComparison.Ordinal))!;
            if (row.Contains("secret 0  The provider still signs with an old secret", StringComparison.Ordinal))
            {
                return;
            }

            Assert.True(tries < 500, listed.Output);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    [Theory]
    [InlineData("events")]
    [InlineData("stats")]
    [InlineData("sources")]
    [InlineData("tail")]
    [InlineData("show", Unknown)]
    [InlineData("replay", Unknown)]
    [InlineData("erase", Unknown)]
    public async Task A_server_that_is_not_there_is_told_in_one_line(params string[] args)
    {
        var run = await ToolRun.Of([.. args, "--server", Nowhere.Url]);

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("payhooks serve", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_event_is_told_in_one_line()
    {
        var shown = await server.RunAsync("show", Unknown);

        Assert.Equal(1, shown.ExitCode);
        Assert.Contains($"there is no event {Unknown}", Assert.Single(shown.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is not an event id", "show", "42")]
    [InlineData("is not an event id", "replay", "42")]
    [InlineData("is not an event id", "erase", "42")]
    [InlineData("erase", "erase")]
    [InlineData("is not a status", "events", "--status", "gone")]
    [InlineData("Use one of: completed, retrying, dead.", "replay", "--status", "paused")]
    [InlineData("--limit takes", "events", "--limit", "0")]
    [InlineData("is not a time", "events", "--since", "yesterday")]
    [InlineData("is not a time", "events", "--until", "5w")]
    [InlineData("--status dead", "replay")]
    [InlineData("cannot be combined with ids", "replay", Unknown, "--source", "chargily")]
    [InlineData("not both", "replay", Unknown, "--status", "dead")]
    [InlineData("is not a server's URL", "stats", "--server", "localhost")]
    public async Task Wrong_usage_is_told_in_one_line(string expected, params string[] args)
    {
        var run = await ToolRun.Of(args);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
