using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace PayHooks.Console.Tests;

/// <summary>
/// The README's pictures. They are taken again with
/// <c>PAYHOOKS_PICTURES=$PWD/docs dotnet test tests/PayHooks.Console.Tests --filter PictureTests</c>.
/// </summary>
[Collection(StageTests.Name)]
public sealed class PictureTests(Stage stage)
{
    private const int Most = 150 * 1024;

    [BrowserFact]
    public async Task Pictures_of_the_list_and_of_an_event_are_small_enough_for_the_README()
    {
        var folder = Environment.GetEnvironmentVariable("PAYHOOKS_PICTURES")
            ?? Directory.CreateTempSubdirectory("payhooks-pictures-").FullName;
        await using var server = await stage.StartServerAsync("pictures");
        var seeds = await Seeds.PlantAsync(server.Services, 400, TimeSpan.FromHours(6), TimeSpan.FromSeconds(3));
        await using (var list = await ConsolePage.OpenAsync(stage.Browser, server.BaseAddress, "", 1280, 800, ColorScheme.Light))
        {
            await Expect(list.Rows.Nth(49)).ToBeAttachedAsync();
            await Expect(list[".banner"]).ToBeVisibleAsync();
            await TakeAsync(list, "console-list.png");
        }

        await using (var one =
            await ConsolePage.OpenAsync(stage.Browser, server.BaseAddress, $"?event={seeds.FirstDead.Id}", 1280, 1000, ColorScheme.Dark))
        {
            await Expect(one[".tree"]).ToBeVisibleAsync();
            await Expect(one[".banner"]).ToBeVisibleAsync();
            await TakeAsync(one, "console-event.png");
        }

        await server.StopAsync();

        async Task TakeAsync(ConsolePage console, string name)
        {
            var picture =
                await console.Page.ScreenshotAsync(
                new PageScreenshotOptions { Path = Path.Combine(folder, name), Animations = ScreenshotAnimations.Disabled });
            Assert.InRange(picture.Length, 10_000, Most);
        }
    }
}
