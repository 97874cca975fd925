using PayHooks.Cli.Terminal;
using Spectre.Console;

namespace PayHooks.Cli.Sending;

/// <summary>Shows a progress bar while many deliveries are sent to a terminal.</summary>
internal static class SendProgress
{
    private const int BarFrom = 100;

    /// <summary>Sends, with a bar where it helps.</summary>
    /// <param name="screen">Where to show it.</param>
    /// <param name="total">How many deliveries there are.</param>
    /// <param name="send">Sends, and calls its argument after each.</param>
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
