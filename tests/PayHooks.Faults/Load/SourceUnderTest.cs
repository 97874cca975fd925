using PayHooks.Verification;
using PayHooks.Verification.Samples;

namespace PayHooks.Faults.Load;

/// <summary>A source as its provider sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Its provider's scheme.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Samples">What its provider sends.</param>
internal sealed record SourceUnderTest(string Name, IWebhookProvider Provider, Secret Secret, IReadOnlyList<SampleEvent> Samples);
