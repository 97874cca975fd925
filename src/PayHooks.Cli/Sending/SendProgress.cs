using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Sending;

/// <summary>Shows a progress bar while many deliveries are sent to a terminal.</summary>
internal static class SendProgress
{
    private const int BarFrom = 100;

    /// <summary>Sends deliveries, with a progress bar where useful.</summary>
    /// <param name="screen">The console that shows it.</param>
    /// <param name="total">The number of deliveries.</param>
    /// <param name="send">Sends the deliveries and calls its argument after each one.</param>
    public static Task<SendReport> RunAsync(CliConsole screen, long total, Func<Action, Task<SendReport>> send) =>
        screen.IsTalkTerminal && total >= BarFrom
            ? screen.Talk.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(context =>
                {
                    var bar = context.AddTask($"sending {total}", maxValue: total);
                    return send(() => bar.Increment(1));
                })
            : send(static () => { });
}
