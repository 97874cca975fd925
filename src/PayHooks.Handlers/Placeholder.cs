namespace PayHooks.Handlers; internal static class Placeholder;
