using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary>What the keys do while a command follows events: pause, resume, quit. A pause holds back what would be shown.</summary>
/// <param name="say">Shows a message.</param>
/// <param name="quit">Ends the command.</param>
/// <param name="paused">What a pause means, as a sentence.</param>
internal sealed class FollowKeys(Action<string> say, Action quit, string paused)
{
    /// <summary>The keys.</summary>
    public const string Hint = "Keys: space pauses and resumes, q quits, ? shows the keys.";

    private const int MostHeld = 10_000;

    private readonly Lock gate = new();
    private readonly Queue<Action> held = new();
    private bool isPaused;
    private long dropped;

    /// <summary>Whether it is paused.</summary>
    public bool IsPaused
    {
        get
        {
            lock (gate)
            {
                return isPaused;
            }
        }
    }

    /// <summary>Runs a command until it ends, is canceled, or somebody quits. Without a terminal, there are no keys.</summary>
    /// <param name="around">The keyboard.</param>
    /// <param name="screen">The console to write to.</param>
    /// <param name="paused">What a pause means, as a sentence.</param>
    /// <param name="follow">Follows events, and returns why that is not possible.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        CliEnvironment around, CliConsole screen, string paused, Func<FollowKeys, CancellationToken, Task<string?>> follow,
        CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var keys = new FollowKeys(screen.Hint, ending.Cancel, paused);
        var pressing = around.Keys(screen, ending.Token) is { } pressed ? keys.ReadAsync(pressed) : null;
        if (pressing is not null)
        {
            keys.Say(Hint);
        }

        try
        {
            return screen.Fail((await follow(keys, ending.Token))!);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        finally
        {
            await ending.CancelAsync();
            await (pressing ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Presses each key as it comes.</summary>
    public async Task ReadAsync(IAsyncEnumerable<char> keys)
    {
        await foreach (var key in keys)
        {
            Press(key);
        }
    }

    /// <summary>Shows an event, or holds it back during a pause.</summary>
    public void Show(Action show)
    {
        lock (gate)
        {
            if (!isPaused)
            {
                show();
                return;
            }

            held.Enqueue(show);
            if (held.Count > MostHeld)
            {
                held.Dequeue();
                dropped++;
            }
        }
    }

    /// <summary>Shows a message, never in the middle of a line.</summary>
    public void Say(string message)
    {
        lock (gate)
        {
            say(message);
        }
    }

    /// <summary>Handles a key.</summary>
    public void Press(char key)
    {
        lock (gate)
        {
            switch (key)
            {
                case ' ' when isPaused:
                    Resume();
                    break;
                case ' ':
                    isPaused = true;
                    say($"Paused. {paused}");
                    break;
                case 'q' or 'Q':
                    quit();
                    break;
                case '?':
                    say(Hint);
                    break;
            }
        }
    }

    private void Resume()
    {
        isPaused = false;
        say(held.Count == 0
            ? "Resumed."
            : $"Resumed with {Format.Count(held.Count, "event")}{(dropped > 0 ? $"; {dropped} older ones are left out" : "")}.");
        dropped = 0;
        while (held.TryDequeue(out var show))
        {
            show();
        }
    }
}
