using Microsoft.AspNetCore.Http;

namespace PayHooks.Cli.Server;

/// <summary>Parses and validates <c>--urls</c>.</summary>
internal static class ListenUrls
{
    /// <summary>Splits the value into addresses.</summary>
    public static string[] Split(string urls) => urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Returns the problem, in one line, or null.</summary>
    public static string? ProblemOf(string urls)
    {
        var addresses = Split(urls);
        return addresses.Length == 0 ? "--urls names no address."
            : addresses.Select(ProblemOfOne).FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Converts an address that the server listens on to one that a client on this machine can call.</summary>
    public static Uri ToClient(string address)
    {
        var binding = BindingAddress.Parse(address);
        return new Uri(binding.Host is "*" or "+" or "0.0.0.0" or "[::]" ? $"http://127.0.0.1:{binding.Port}" : address);
    }

    private static string? ProblemOfOne(string address)
    {
        BindingAddress binding;
        try
        {
            binding = BindingAddress.Parse(address);
        }
        catch (FormatException)
        {
            return $"--urls: '{address}' is not an address. Write it as http://127.0.0.1:7071.";
        }

        if (string.Equals(binding.Scheme, "https", StringComparison.OrdinalIgnoreCase))
        {
            return $"--urls: '{address}' asks for TLS. Listen on http and let a reverse proxy or a tunnel speak TLS.";
        }

        if (!string.Equals(binding.Scheme, "http", StringComparison.OrdinalIgnoreCase) || binding.IsUnixPipe || binding.IsNamedPipe
            || binding.PathBase.Length > 0)
        {
            return $"--urls: '{address}' must be http, a host and a port, nothing more: http://127.0.0.1:7071.";
        }

        return binding.Port == 0 && string.Equals(binding.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            ? $"--urls: '{address}': localhost is two addresses and cannot take a free port. Write http://127.0.0.1:0."
            : null;
    }
}
