namespace PayHooks.Sqlite;

/// <summary>Frees what a dead owner held. The file lock says that it is dead, so nobody need wait for leases to run out.</summary>
internal static class SqliteRecovery
{
    public static void Run(SqliteSession session, DateTimeOffset now)
    {
        session.Run("BEGIN IMMEDIATE");
        MessageRows.ReleaseAll(session, now);
        foreach (var (number, record) in EventRows.Processing(session))
        {
            EventRows.Update(session, number, record, record with { LeaseUntil = DateTimeOffset.MinValue });
        }

        session.Run("COMMIT");
    }
}
