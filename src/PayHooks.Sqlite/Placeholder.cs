namespace PayHooks.Sqlite; internal static class Placeholder;
