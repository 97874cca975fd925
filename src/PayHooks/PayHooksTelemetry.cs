using PayHooks.Diagnostics;

namespace PayHooks;

/// <summary>
/// The names to add to an OpenTelemetry pipeline: <c>AddMeter(PayHooksTelemetry.MeterName)</c> and
/// <c>AddSource(PayHooksTelemetry.ActivitySourceName)</c>.
/// </summary>
public static class PayHooksTelemetry
{
    /// <summary>The name of the meter. Its instruments start with <c>payhooks.</c> and measure durations in seconds.</summary>
    public const string MeterName = Telemetry.Name;

    /// <summary>The name of the activity source, with one activity for each delivery and one for each message.</summary>
    public const string ActivitySourceName = Telemetry.Name;
}
