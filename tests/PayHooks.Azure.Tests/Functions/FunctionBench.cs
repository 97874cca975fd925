using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Moq;
using PayHooks.AspNetCore;
using PayHooks.AzureFunctions;
using PayHooks.AzureFunctions.Hosting;
using PayHooks.Diagnostics;
using PayHooks.Storage;
using PayHooks.Storage.InMemory;
using PayHooks.Tests.Support;

namespace PayHooks.Azure.Tests.Functions;

/// <summary>The functions' services over stores in memory, without a host.</summary>
internal sealed class FunctionBench : IDisposable
{
    public const string Secret = "test_sk_0123456789";
    private readonly ServiceProvider services;

    public FunctionBench(Action<IServiceCollection>? replace = null, params (string Name, string Value)[] settings)
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(Log));
        collection.AddPayHooks(new ConfigurationBuilder().AddInMemoryCollection(
        [
            new("PayHooks:Sources:chargily:Secrets:0", Secret),
            .. settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)),
        ]).Build()).UseInMemoryStore();
        collection.AddSingleton(provider => new InvocationSlots(
            slots: 24, provider.GetRequiredService<SlotUsage>(), provider.GetRequiredService<TimeProvider>()));
        collection.AddPayHooksHttp().AddSingleton(HostDescription.Azure).AddSingleton<SignInGuard>()
            .AddSingleton<IHostApplicationLifetime, ApplicationLifetime>();
        replace?.Invoke(collection);
        services = collection.BuildServiceProvider();

        // A queue of text, as Storage queues are.
        services.GetRequiredService<InMemoryEventQueue>().MaxTextBytes = 64 * 1024;
    }

    public IServiceProvider Services => services;

    public LogSink Log { get; } = new();

    public InMemoryEventQueue Queue => services.GetRequiredService<InMemoryEventQueue>();

    public IEventLedger Ledger => services.GetRequiredService<IEventLedger>();

    /// <summary>A function, made as the worker makes it.</summary>
    public T Make<T>() => ActivatorUtilities.CreateInstance<T>(services);

    /// <summary>Processes a message as the function for the first queue.</summary>
    public Task ProcessAsync(global::Azure.Storage.Queues.Models.QueueMessage message) =>
        Make<ProcessEvent>().RunAsync(message, Context(), CancellationToken.None);

    /// <summary>A request as the platform hands it over.</summary>
    public static HttpRequest Request(string method, ReadOnlyMemory<byte> body = default, string source = "chargily")
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.RouteValues["source"] = source;
        context.Request.Body = new MemoryStream(body.ToArray());
        context.Response.Body = new MemoryStream();
        return context.Request;
    }

    /// <summary>A genuine delivery of Chargily.</summary>
    public static HttpRequest Signed(ReadOnlyMemory<byte> body)
    {
        var request = Request("POST", body);
        request.Headers["signature"] =
            Convert.ToHexStringLower(
            System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Secret), body.Span));
        return request;
    }

    /// <summary>The context of a run of a function.</summary>
    public static FunctionContext Context(string function = nameof(ProcessEvent))
    {
        var definition = new Mock<FunctionDefinition>();
        definition.Setup(one => one.Name).Returns(function);
        var context = new Mock<FunctionContext>();
        context.Setup(one => one.FunctionDefinition).Returns(definition.Object);
        return context.Object;
    }

    /// <summary>A message as the trigger binds it.</summary>
    public static global::Azure.Storage.Queues.Models.QueueMessage Message(BinaryData text, long dequeueCount = 1) =>
        QueuesModelFactory.QueueMessage("id", "receipt", text, dequeueCount);

    /// <summary>The one message that waits, or null.</summary>
    public async Task<BinaryData?> TakeAsync()
    {
        if (await Queue.CountAsync(CancellationToken.None) == 0)
        {
            return null;
        }

        var taken = Assert.Single(await Queue.TakeAsync(10, CancellationToken.None));
        await Queue.DeleteAsync(taken, CancellationToken.None);
        return new BinaryData(taken.Text.Envelope);
    }

    public void Dispose() => services.Dispose();
}
