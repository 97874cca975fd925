using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads how a provider's unsigned test calls are recognized.</summary>
internal static class PingReader
{
    /// <summary>The members of a ping.</summary>
    public static readonly string[] Members = ["body", "json", "form", "prefix"];

    /// <summary>Reads the ping of a scheme; null if it has none.</summary>
    public static PingDescription? Read(JsonObjectReader scheme, PathReader paths)
    {
        if (scheme.Object("ping", Members) is not { } ping)
        {
            return null;
        }

        var path = paths.Of(ping);
        if (ping.Word("body") is { } body)
        {
            return Body(ping, body, path is not null || ping.Has("prefix"));
        }

        if (ping.Word("prefix") is { } prefix && path is not null)
        {
            return new PingDescription { Path = path, Prefix = prefix };
        }

        ping.Error("", "does not say how a test call is recognized", $"Set body, or {paths.Member} and prefix.");
        return null;
    }

    private static PingDescription? Body(JsonObjectReader ping, string text, bool hasOther)
    {
        if (hasOther)
        {
            ping.Error("body", "excludes the other members", "Keep the whole body, or the member and its prefix.");
        }

        var parts = text.Split(PingDescription.Digits);
        if (parts is [var before, var after])
        {
            return new PingDescription { Body = (before, after) };
        }

        ping.Error("body", $"does not have {PingDescription.Digits} exactly once",
            $"Write the number as {PingDescription.Digits}: webhook_id={PingDescription.Digits}.");
        return null;
    }
}
