using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace PayHooks.Faults.Target;

/// <summary>
/// The hidden verb <c>target</c>: what PayHooks forwards to, in a process of its own that nobody kills. It records every call
/// before it answers; the record is the independent witness of what the handlers did.
/// </summary>
internal static class TargetCommand
{
    /// <summary>How it says where it listens.</summary>
    public const string Announcement = "target: listening on ";

    /// <summary>The name of the verb.</summary>
    public const string Name = "target";

    // The idempotency key of a forwarded event; docs: https://www.standardwebhooks.com.
    private const string KeyHeader = "webhook-id";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var record = new Option<string>("--record") { Description = "The file to record calls in.", HelpName = "FILE", Required = true };
        var command = new Command(Name, "Record forwarded events.") { record };
        command.Hidden = true;
        command.SetAction((parsed, stopping) => RunAsync(parsed.GetRequiredValue(record), parsed.InvocationConfiguration.Output, stopping));
        return command;
    }

    private static async Task RunAsync(string file, TextWriter output, CancellationToken stopping)
    {
        using var effects = EffectWriter.Create(file);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(context => RecordAsync(context, effects));
        await app.StartAsync(stopping);
        await output.WriteLineAsync(Announcement + app.Urls.Single());

        // Whoever started it holds the other end: this process does not outlive it, however it ends.
        await Console.OpenStandardInput().CopyToAsync(Stream.Null, stopping);
    }

    // POST /<run of the server>: the address that a run forwards to tells which process made the call.
    private static async Task RecordAsync(HttpContext context, EffectWriter effects)
    {
        var run = int.Parse(context.Request.Path.Value!.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
        var key = context.Request.Headers[KeyHeader].Single()!;

        // All of it: a call whose sender was killed half-way through the body did not happen.
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        effects.Append(new ObservedRun(key, run, TimeProvider.System.GetTimestamp()));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
