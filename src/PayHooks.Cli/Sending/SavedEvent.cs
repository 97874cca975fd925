using System.Net.Http.Headers;
using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Cli.Sending;

/// <summary>An event that was saved, with its provider.</summary>
/// <param name="Fixture">The file's content.</param>
/// <param name="Provider">The provider.</param>
internal sealed record SavedEvent(Fixture Fixture, ProviderDescriptor Provider)
{
    /// <summary>Reads the content of a fixture.</summary>
    /// <exception cref="FormatException">It cannot be sent. The message says why.</exception>
    public static SavedEvent Parse(byte[] file)
    {
        var fixture = Fixture.Parse(file);
        if (!MediaTypeHeaderValue.TryParse(fixture.ContentType, out _))
        {
            throw new FormatException($"'{fixture.ContentType}' is not a media type.");
        }

        return new ProviderRegistry().Find(fixture.Provider) is { } provider
            ? new SavedEvent(fixture, provider)
            : throw new FormatException(
                $"the provider '{fixture.Provider}' is not built in. Send the body with: payhooks send custom --scheme FILE --body FILE.");
    }
}
