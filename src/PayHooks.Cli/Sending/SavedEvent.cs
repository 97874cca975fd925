using System.Net.Http.Headers;
using PayHooks.Cli.Commands;
using PayHooks.Cli.Terminal;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Cli.Sending;

/// <summary>An event that was saved, with its provider.</summary>
/// <param name="Fixture">The file's content.</param>
/// <param name="Provider">The provider.</param>
internal sealed record SavedEvent(Fixture Fixture, ProviderDescriptor Provider)
{
    /// <summary>Reads a fixture; otherwise returns the problem.</summary>
    public static async Task<(SavedEvent? Event, string? Problem)> ReadAsync(
        string path, CliEnvironment surroundings, CancellationToken cancellationToken)
    {
        var (bytes, unreadable) = await StandardInput.ReadBytesAsync(path, surroundings, cancellationToken);
        if (unreadable is not null)
        {
            return (null, unreadable);
        }

        try
        {
            var fixture = Fixture.Parse(bytes);
            return new ProviderRegistry().Find(fixture.Provider) is not { } provider
                ? (null, $"{path} is of the provider '{fixture.Provider}', which is not built in. Send its body with custom, --scheme and --body.")
                : !MediaTypeHeaderValue.TryParse(fixture.ContentType, out _)
                    ? (null, $"{path} cannot be sent: '{fixture.ContentType}' is not a media type.")
                : (new SavedEvent(fixture, provider), null);
        }
        catch (FormatException e)
        {
            return (null, $"{path} cannot be sent: {e.Message}");
        }
    }
}
