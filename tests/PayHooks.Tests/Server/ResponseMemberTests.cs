using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PayHooks.AspNetCore;
using PayHooks.AspNetCore.OpenApi;
using PayHooks.Tests.Support;

namespace PayHooks.Tests.Server;

/// <summary>
/// The OpenAPI document describes every member of a response with the comment in the code. To write the file that carries the comments
/// anew, run this test with PAYHOOKS_WRITE_DOCS=1.
/// </summary>
public sealed class ResponseMemberTests
{
    private const string Carrier = "src/PayHooks.AspNetCore/OpenApi/response-members.json";

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Fact]
    public void The_file_has_the_comments_of_the_code()
    {
        var comments = Comments();
        Assert.Empty(comments.Where(one => one.Value.Length == 0).Select(one => one.Key));
        Assert.All(comments, one => Assert.EndsWith(".", one.Value, StringComparison.Ordinal));

        var members = new JsonObject(comments.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));
        var expected = members.ToJsonString(Indented) + "\n";
        if (Environment.GetEnvironmentVariable("PAYHOOKS_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Repository.PathOf(Carrier), expected);
            return;
        }

        Assert.Equal(expected, Repository.Read(Carrier).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_member_of_the_document_is_described()
    {
        var schemas = OpenApiDocument.Of(ApiOperations.Of(hasBackup: true))["components"]!["schemas"]!.AsObject();

        var members = schemas
            .SelectMany(type => type.Value!["properties"]!.AsObject(), (type, member) => (Type: type.Key, member.Key, member.Value))
            .ToArray();
        Assert.True(members.Length > 100, $"Only {members.Length} members were found.");
        Assert.Empty(members.Where(member => (string?)member.Value!["description"] is not { Length: > 5 })
            .Select(member => $"{member.Type}.{member.Key}"));
    }

    private static SortedDictionary<string, string> Comments()
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<Type>();
        foreach (var json in ApiOperations.Of(hasBackup: true).SelectMany(one => one.Results).Select(result => result.Json))
        {
            Add(json);
        }

        return found;

        void Add(JsonTypeInfo? type)
        {
            if (type is null || !seen.Add(type.Type))
            {
                return;
            }

            foreach (var inner in new[] { type.ElementType, Nullable.GetUnderlyingType(type.Type) }.OfType<Type>())
            {
                Add(type.Options.GetTypeInfo(inner));
            }

            foreach (var property in type.Kind == JsonTypeInfoKind.Object ? type.Properties : [])
            {
                if (property.Get is not null)
                {
                    found[$"{ResponseSchemas.NameOf(type.Type)}.{property.Name}"] = CodeComments.Of(Member(type.Type, property.Name));
                    Add(type.Options.GetTypeInfo(property.PropertyType));
                }
            }
        }
    }

    private static PropertyInfo Member(Type type, string name) => type.GetProperties().First(property =>
        (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name)) == name);
}
