using PayHooks.Cli.Terminal;

namespace PayHooks.Cli.Commands;

/// <summary>Secrets, keys and bodies that come by standard input, as <c>-</c>.</summary>
internal static class StandardInput
{
    /// <summary>The text that means standard input.</summary>
    public const string Mark = "-";

    /// <summary>A value that was given, or standard input for <c>-</c>, or a variable; null when there is none.</summary>
    public static async Task<string?> ReadWordAsync(string? given, string variable, CliEnvironment surroundings,
        CancellationToken cancellationToken)
    {
        if (given != Mark)
        {
            return given ?? (surroundings.Variable(variable) is { Length: > 0 } known ? known : null);
        }

        using var reader = new StreamReader(surroundings.Input());
        var text = await reader.ReadToEndAsync(cancellationToken);

        // What echo and editors add is not part of a secret; anything else is.
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
    }

    /// <summary>All bytes of a file, or of standard input for <c>-</c>; or else the problem with it.</summary>
    public static async Task<(byte[] Bytes, string? Problem)> ReadBytesAsync(string path, CliEnvironment surroundings,
        CancellationToken cancellationToken)
    {
        try
        {
            if (path != Mark)
            {
                return (await File.ReadAllBytesAsync(path, cancellationToken), null);
            }

            await using var input = surroundings.Input();
            using var bytes = new MemoryStream();
            await input.CopyToAsync(bytes, cancellationToken);
            return (bytes.ToArray(), null);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ([], $"There is no file '{path}'. Name the file that holds the body, byte for byte, or - for standard input.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ([], $"The file '{path}' cannot be read: {e.Message}");
        }
    }
}
