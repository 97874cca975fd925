using PayHooks.Cli.Client;
using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary>What the keys do during <c>payhooks tail</c>: pause, resume, quit. A pause holds events back.</summary>
/// <param name="show">Shows an event.</param>
/// <param name="say">Shows a message.</param>
/// <param name="quit">Ends the command.</param>
internal sealed class TailKeys(Action<EventView> show, Action<string> say, Action quit)
{
    /// <summary>The keys.</summary>
    public const string Hint = "Keys: space pauses and resumes, q quits, ? shows the keys.";

    private const int MostHeld = 10_000;

    private readonly Lock gate = new();
    private readonly Queue<EventView> held = new();
    private bool isPaused;
    private long dropped;

    /// <summary>Presses each key as it comes.</summary>
    public async Task ReadAsync(IAsyncEnumerable<char> keys)
    {
        await foreach (var key in keys)
        {
            Press(key);
        }
    }

    /// <summary>Shows an event, or holds it back during a pause.</summary>
    public void Show(EventView one)
    {
        lock (gate)
        {
            if (!isPaused)
            {
                show(one);
                return;
            }

            held.Enqueue(one);
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
                    say("Paused. Events are held back until you press space again.");
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
        say($"Resumed with {Format.Count(held.Count, "event")}{(dropped > 0 ? $"; {dropped} older ones are left out" : "")}.");
        dropped = 0;
        while (held.TryDequeue(out var one))
        {
            show(one);
        }
    }
}
