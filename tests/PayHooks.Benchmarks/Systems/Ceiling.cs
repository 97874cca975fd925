using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;

namespace PayHooks.Benchmarks.Systems;

/// <summary>
/// The upper bounds: Kestrel with an endpoint that reads the body and checks the HMAC, nothing else; and the same with the body
/// appended to a file (<see cref="AppendedLog"/>). They run as processes of their own, from this same program.
/// </summary>
internal static class Ceiling
{
    private const string SecretVariable = "WEBHOOK_SECRET";
    private const int LongestBody = 2 * 1024 * 1024;

    /// <summary>How to start it.</summary>
    /// <param name="place">Where it runs.</param>
    /// <param name="secret">The secret of the HMAC.</param>
    /// <param name="log">The file, in its folder, that bodies are appended to; none for a bare endpoint.</param>
    public static SystemCommand Command(SystemPlace place, string secret, params string[] log) =>
        new(["dotnet", typeof(Ceiling).Assembly.Location, AllSystems.CeilingName, $"{place.Port}", .. log])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { [SecretVariable] = secret },
        };

    /// <summary>The command that is started.</summary>
    public static Command CreateCommand()
    {
        var port = new Argument<int>("port");
        var log = new Argument<string?>("log") { Arity = ArgumentArity.ZeroOrOne };
        var command = new Command(AllSystems.CeilingName, "Serves the bare endpoint until it is told to stop.") { port, log };
        command.Hidden = true;
        command.SetAction((parsed, stopping) => RunAsync(parsed.GetRequiredValue(port), parsed.GetValue(log), stopping));
        return command;
    }

    private static async Task RunAsync(int port, string? file, CancellationToken stopping)
    {
        using var log = file is null ? null : new AppendedLog(file);
        var secret = Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable(SecretVariable)!);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        await using var app = builder.Build();
        app.Run(context => AnswerAsync(context, secret, log));
        await app.StartAsync(stopping);
        await HostingAbstractionsHostExtensions.WaitForShutdownAsync(app, stopping);
    }

    private static async Task AnswerAsync(HttpContext context, byte[] secret, AppendedLog? log)
    {
        var length = (int)(context.Request.ContentLength ?? 0);
        if (length > LongestBody)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var body = new byte[length];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
        if (!IsGenuine(context.Request.Headers["signature"].ToString(), secret, body))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        }
        else if (log is not null)
        {
            await log.AppendAsync(body);
        }
    }

    private static bool IsGenuine(string signature, byte[] secret, byte[] body)
    {
        Span<byte> computed = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> presented = stackalloc byte[HMACSHA256.HashSizeInBytes];
        return signature.Length == 2 * HMACSHA256.HashSizeInBytes
            && Convert.FromHexString(signature, presented, out _, out _) == System.Buffers.OperationStatus.Done
            && HMACSHA256.HashData(secret, body, computed) == presented.Length
            && CryptographicOperations.FixedTimeEquals(computed, presented);
    }
}
