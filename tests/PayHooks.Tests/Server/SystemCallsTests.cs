namespace PayHooks.Tests.Server;

public sealed class SystemCallsTests
{
    private static readonly string[] Trace =
    [
        """7 pwrite64(3</d/x-wal>, "YWFhYWFh", 8, 0) = 8""",
        """7 fsync(3</d/x-wal> <unfinished ...>""",
        """9 sendto(5<TCP:[127.0.0.1:1->127.0.0.1:2]>, "HTTP/1.1 200 OK", 15, 0, NULL, 0) = 15""",
        """7 <... fsync resumed>) = 0""",
        """7 fdatasync(3</d/x-wal>) = -1 EIO (Input/output error)""",
        """7 +++ exited with 0 +++""",
    ];

    [Fact]
    public void A_sync_that_ends_after_the_answer_began_stands_after_it()
    {
        var calls = SystemCalls.Read(Trace);

        var sync = Assert.Single(calls, call => call.IsSyncOf("/d/x-wal"));
        var answer = Assert.Single(calls, call => call.Writes("HTTP/1.1 200 OK", "->127.0.0.1:2]"));
        Assert.Equal((1, 3), (sync.Begin, sync.End));
        Assert.True(sync.End > answer.Begin);
        Assert.DoesNotContain(calls, call => call.IsSyncOf("/d/x"));
    }
}
