using System.Net;
using Microsoft.AspNetCore.Http;
using PayHooks.AspNetCore;

namespace PayHooks.Tests.Server;

/// <summary>What each operation requires, in one table. A new operation has to be added here.</summary>
public sealed class RightsTests : IAsyncLifetime
{
    private const string Key = ApiCaller.RightKey;

    internal static readonly Dictionary<string, ApiRight> Table = new(StringComparer.Ordinal)
    {
        ["ListEvents"] = ApiRight.Read,
        ["ShowEvent"] = ApiRight.Read,
        ["DownloadBody"] = ApiRight.Read,
        ["ListPayments"] = ApiRight.Read,
        ["ShowPayment"] = ApiRight.Read,
        ["ListFlags"] = ApiRight.Read,
        ["ListReconciliations"] = ApiRight.Read,
        ["ListSources"] = ApiRight.Read,
        ["ListPauses"] = ApiRight.Read,
        ["ListFailures"] = ApiRight.Read,
        ["ListReplays"] = ApiRight.Read,
        ["ShowReplay"] = ApiRight.Read,
        ["ListCaptures"] = ApiRight.Read,
        ["ShowCapture"] = ApiRight.Read,
        ["ShowStats"] = ApiRight.Read,
        ["ShowOverview"] = ApiRight.Read,
        ["ListRejected"] = ApiRight.Read,
        ["ListAudit"] = ApiRight.Read,
        ["FollowEvents"] = ApiRight.Read,
        ["RunSelfChecks"] = ApiRight.Read,
        ["DescribeHost"] = ApiRight.Read,
        ["BackUpStore"] = ApiRight.Read,
        ["ReplayEvent"] = ApiRight.Operate,
        ["MarkFlagsSeen"] = ApiRight.Operate,
        ["RunReconciliation"] = ApiRight.Operate,
        ["PauseSource"] = ApiRight.Operate,
        ["ResumeSource"] = ApiRight.Operate,
        ["PauseHandler"] = ApiRight.Operate,
        ["ResumeHandler"] = ApiRight.Operate,
        ["NoteFailure"] = ApiRight.Operate,
        ["StartReplay"] = ApiRight.Operate,
        ["StopReplay"] = ApiRight.Operate,
        ["StartCapture"] = ApiRight.Operate,
        ["StopCapture"] = ApiRight.Operate,
        ["EraseBody"] = ApiRight.Erase,
        ["ErasePayment"] = ApiRight.Erase,
    };

    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(new() { ["PayHooks:AdminKey"] = Key });

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public void Every_operation_has_the_right_of_the_table() => Assert.Equal(
        Table.OrderBy(one => one.Key, StringComparer.Ordinal),
        ApiOperations.All.Append(ApiOperations.BackUpStore).Select(one => KeyValuePair.Create(one.Name, one.Right))
            .OrderBy(one => one.Key, StringComparer.Ordinal));

    [Fact]
    public void What_reads_answers_GET_and_what_changes_never_does() => Assert.All(
        ApiOperations.All,
        one => Assert.Equal(one.Right == ApiRight.Read, one.Methods.Contains(HttpMethods.Get, StringComparer.Ordinal)));

    [Fact]
    public async Task A_stranger_gets_nothing_and_the_key_everything_on_a_server()
    {
        foreach (var operation in ApiOperations.All.Append(ApiOperations.BackUpStore))
        {
            // This host signs nobody in: anyone can send the header of a person.
            foreach (var caller in ApiCaller.All.Where(one => one.Key is null))
            {
                Assert.Equal(
                    (operation.Name, caller.Name, HttpStatusCode.Unauthorized),
                    (operation.Name, caller.Name, await StatusOfAsync(operation, null, caller.Principal)));
            }

            var status = await StatusOfAsync(operation, Key);
            Assert.False(
                status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed,
                $"{operation.Name}: {status}");
        }
    }

    // Unknown names and empty contents: nothing is changed.
    private async Task<HttpStatusCode> StatusOfAsync(ApiOperation operation, string? key, string? principal = null)
    {
        var path = operation.Route;
        foreach (var name in new[] { "source", "kind", "id", "name" })
        {
            path = path.Replace($"{{{name}}}", "none", StringComparison.Ordinal);
        }

        using var request = RunningServer.Change($"/{path}", new HttpMethod(operation.Methods[0]));
        if (key is not null)
        {
            request.Headers.Add(AdminGuard.KeyHeader, key);
        }

        if (principal is not null)
        {
            request.Headers.Add(ClientPrincipal.Header, principal);
        }

        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }
}
