using System.Diagnostics;

namespace PayHooks.Tests.Support;

/// <summary>Looks at observable state until it is as expected, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>The first value that fits.</summary>
    public static async Task<T> Async<T>(Func<Task<T>> look, Func<T, bool> fits, TimeSpan? deadline = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (fits(seen))
            {
                return seen;
            }

            Assert.True(watch.Elapsed < (deadline ?? Deadline), $"Still not as expected after {watch.Elapsed.TotalSeconds:0.0} s: {seen}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
