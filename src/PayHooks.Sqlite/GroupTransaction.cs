namespace PayHooks.Sqlite;

/// <summary>Writes a group of operations in one transaction. An operation that fails fails its caller alone.</summary>
internal static class GroupTransaction
{
    /// <summary>Runs the operations and commits.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="group">The operations.</param>
    /// <param name="takeMore">Adds operations to the group that has run so far; false when it is to be committed.</param>
    /// <exception cref="Exception">The commit failed, or the transaction was lost: nothing of the group is written.</exception>
    public static void Run(SqliteSession session, List<WriteOperation> group, Func<bool> takeMore)
    {
        try
        {
            Begin(session);
            if (!TryRunAll(session, group, takeMore))
            {
                group.ForEach(static operation => operation.Undo());
                Begin(session);
                RunEachApart(session, group);
            }

            session.Run("COMMIT");
        }
        catch
        {
            RollBack(session);
            throw;
        }
    }

    private static void Begin(SqliteSession session)
    {
        RollBack(session);
        session.Run("BEGIN IMMEDIATE");
    }

    private static void RollBack(SqliteSession session)
    {
        if (!session.IsIdle)
        {
            session.Run("ROLLBACK");
        }
    }

    // Nearly no operation fails, and for savepoints SQLite would copy each page that an operation touches: an eighth of the
    // writer's time.
    private static bool TryRunAll(SqliteSession session, List<WriteOperation> group, Func<bool> takeMore)
    {
        try
        {
            // By index: the list grows meanwhile.
            for (var i = 0; i < group.Count || takeMore(); i++)
            {
                if (!group[i].IsAbandoned)
                {
                    group[i].Run(session);
                }
            }

            return true;
        }
#pragma warning disable CA1031 // Whatever it was: all of it is undone and run again, each operation for itself.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static void RunEachApart(SqliteSession session, List<WriteOperation> group)
    {
        foreach (var operation in group)
        {
            if (!operation.IsAbandoned)
            {
                RunApart(session, operation);
            }
        }
    }

    private static void RunApart(SqliteSession session, WriteOperation operation)
    {
        session.Run("SAVEPOINT operation");
        try
        {
            operation.Run(session);
        }
#pragma warning disable CA1031 // Whatever it was, it is its caller's alone ...
        catch (Exception error) when (!session.IsIdle) // ... unless it cost the whole transaction.
#pragma warning restore CA1031
        {
            session.Run("ROLLBACK TO operation");
            operation.Fail(error);
        }

        session.Run("RELEASE operation");
    }
}
