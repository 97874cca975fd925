using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using PayHooks.Azure.Tests.Functions.Platform.Rpc;

namespace PayHooks.Azure.Tests.Functions.Platform;

/// <summary>
/// Stands in for the Functions host where Core Tools are not installed: starts the built worker as the platform does and speaks the worker
/// protocol with it. HTTP requests, queue messages, timers on request, cancellation, a graceful stop and a kill.
/// </summary>
/// <remarks>
/// Not emulated: function keys, App Service authentication, scaling, several workers, schedules of timers, identity-based connections,
/// placeholders and cold starts, the host's own telemetry, its log filters and its renewal of hidden messages. Those need the real host.
/// </remarks>
internal sealed class WorkerHost : FunctionsHost
{
    private const int LongestMessage = 128 * 1024 * 1024;

    private readonly KeyValuePair<string, string?>[] settings;
    private readonly JsonNode hostJson;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, bool> invocations = new(StringComparer.Ordinal);
    private readonly WorkerConnection connection;
    private readonly List<Task> listening = [];
    private readonly Task starting;
    private IReadOnlyList<LoadedFunction> functions = [];
    private WebApplication? rpc;
    private HttpFront? front;
    private Process? worker;

    private WorkerHost(string folder, IEnumerable<KeyValuePair<string, string?>> settings) : base(folder)
    {
        this.settings = [.. settings];
        hostJson = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "host.json")))!;
        connection = new WorkerConnection(Lines.Enqueue);
        starting = StartAsync();
    }

    /// <inheritdoc/>
    protected override bool HasExited => worker?.HasExited == true;

    /// <summary>Starts it; it answers when <see cref="FunctionsHost.ReadyAsync"/> returns.</summary>
    public static WorkerHost Start(IEnumerable<KeyValuePair<string, string?>> settings) => new(CopyOfFunctions(), settings);

    /// <inheritdoc/>
    public override async Task ReadyAsync()
    {
        await starting.WaitAsync(StartLimit);
        await base.ReadyAsync();
    }

    /// <summary>Runs a function with a timer trigger now.</summary>
    /// <returns>Whether it succeeded.</returns>
    public Task<bool> RunTimerAsync(string name) => RunAsync(
        functions.Single(function => function.Name == name),
        Guid.NewGuid().ToString(),
        new TypedData { Json = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""" },
        CancellationToken.None);

    /// <summary>Stops as the platform does when it scales in: no new work, running functions are canceled, the worker ends by itself.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        foreach (var id in invocations.Keys)
        {
            connection.Tell(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = id } });
        }

        await Task.WhenAll(listening);
        connection.Tell(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });
        await worker!.WaitForExitAsync().WaitAsync(StartLimit);
    }

    /// <inheritdoc/>
    public override async Task KillAsync()
    {
        await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        worker?.Kill(entireProcessTree: true);
        await stopping.CancelAsync();
        connection.Close();
        await Task.WhenAll(listening);
        await (worker?.WaitForExitAsync() ?? Task.CompletedTask);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (front?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (rpc?.DisposeAsync() ?? ValueTask.CompletedTask);
        worker?.Dispose();
        stopping.Dispose();
    }

    private async Task StartAsync()
    {
        rpc = await StartRpcAsync(connection);
        var endpoint = rpc.Urls.First();
        worker = Start(
            "dotnet",
            [
                "PayHooks.Functions.dll", "--functions-uri", endpoint, "--functions-worker-id", "worker", "--functions-request-id", "start",
                "--functions-grpc-max-message-length", $"{LongestMessage}",
            ],
            [.. settings, new("FUNCTIONS_APPLICATION_DIRECTORY", Folder)]);
        _ = worker.WaitForExitAsync().ContinueWith(_ => connection.Close(), TaskScheduler.Default);
        await connection.Started;
        var initialized = (await AskAsync(new StreamingMessage
        {
            WorkerInitRequest = new WorkerInitRequest { HostVersion = "4.0.0", FunctionAppDirectory = Folder },
        })).WorkerInitResponse;
        ThrowUnlessDone(initialized.Result);
        functions = await LoadAsync();
        front = await HttpFront.StartAsync(
            functions.Where(function => function.Type == "httpTrigger"),
            (string?)hostJson["extensions"]!["http"]!["routePrefix"] ?? "api",
            initialized.Capabilities["HttpUri"],
            RunAsync);
        Client.BaseAddress = front.Url;
        foreach (var function in functions.Where(function => function.Type == "queueTrigger"))
        {
            listening.Add(Listener(function).ListenAsync(stopping.Token));
        }
    }

    private async Task<IReadOnlyList<LoadedFunction>> LoadAsync()
    {
        var reported = (await AskAsync(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = Folder },
        })).FunctionMetadataResponse;
        ThrowUnlessDone(reported.Result);
        foreach (var function in reported.FunctionMetadataResults)
        {
            var loaded = await AskAsync(new StreamingMessage
            {
                FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function },
            });
            ThrowUnlessDone(loaded.FunctionLoadResponse.Result);
        }

        return [.. reported.FunctionMetadataResults.Select(LoadedFunction.Of)];
    }

    private QueueListener Listener(LoadedFunction function)
    {
        var setting = function.Text("connection") is { Length: > 0 } named ? named : "AzureWebJobsStorage";
        var connectionString = settings.First(one => one.Key == setting).Value!;
        var name = function.Text("queueName")!;
        return new QueueListener(
            new QueueClient(connectionString, name), new QueueClient(connectionString, $"{name}-poison"),
            hostJson["extensions"]!["queues"]!, data => RunAsync(function, Guid.NewGuid().ToString(), data, CancellationToken.None));
    }

    private async Task<bool> RunAsync(LoadedFunction function, string id, TypedData input, CancellationToken aborted)
    {
        invocations[id] = true;
        await using var cancel = aborted.UnsafeRegister(
            _ => connection.Tell(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = id } }), null);
        try
        {
            var ran = await AskAsync(new StreamingMessage
            {
                InvocationRequest = new InvocationRequest
                {
                    InvocationId = id,
                    FunctionId = function.Id,
                    InputData = { new ParameterBinding { Name = function.Text("name"), Data = input } },
                    TraceContext = new TraceContext(),
                },
            });
            return ran.InvocationResponse.Result.Status == StatusResult.Types.Status.Success;
        }
        catch (IOException)
        {
            return false;
        }
        finally
        {
            invocations.TryRemove(id, out _);
        }
    }

    private Task<StreamingMessage> AskAsync(StreamingMessage request)
    {
        request.RequestId = Guid.NewGuid().ToString();
        return connection.AskAsync(request);
    }

    private void ThrowUnlessDone(StatusResult result)
    {
        if (result.Status != StatusResult.Types.Status.Success)
        {
            Lines.Enqueue(result.Exception?.Message ?? result.Result);
            throw new InvalidOperationException(result.Exception?.Message ?? result.Result);
        }
    }

    private static async Task<WebApplication> StartRpcAsync(WorkerConnection connection)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel =>
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(options => (options.MaxReceiveMessageSize, options.MaxSendMessageSize) = (LongestMessage, LongestMessage));
        builder.Services.AddSingleton(connection);
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<WorkerConnection>();
        await app.StartAsync();
        return app;
    }
}
