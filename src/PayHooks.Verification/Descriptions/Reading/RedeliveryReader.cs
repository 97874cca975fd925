using PayHooks.Verification.Descriptions.Model;

namespace PayHooks.Verification.Descriptions.Reading;

/// <summary>Reads how an API lists deliveries and makes one again.</summary>
internal static class RedeliveryReader
{
    /// <summary>The members of redelivery.</summary>
    public static readonly string[] Members = ["list", "delivery", "request"];

    /// <summary>The members of the list.</summary>
    public static readonly string[] ListMembers = [.. ApiCallReader.Members, "items", "absent", "at", "filter", "maxAge", "next"];

    /// <summary>The members of a delivery.</summary>
    public static readonly string[] DeliveryMembers = ["id", "event", "type", "body", "state", "repeatable"];

    /// <summary>The members of its state.</summary>
    public static readonly string[] StateMembers = ["json", "delivered", "pending"];

    /// <summary>The members of what says whether it can be made again.</summary>
    public static readonly string[] RepeatableMembers = ["json", "is"];

    /// <summary>Reads the redelivery of an API; null if it has none, or if it is invalid.</summary>
    public static RedeliveryDescription? Read(JsonObjectReader api)
    {
        if (api.Object("redelivery", Members) is not { } at)
        {
            return null;
        }

        if (!api.Has("endpoints"))
        {
            api.Error("redelivery", "needs endpoints: deliveries are those of an endpoint", "Describe endpoints, too.");
        }

        var list = at.Object("list", ListMembers) is { } listed ? ApiListReader.Read(listed, Template.OfRedeliveryList) : null;
        var request = at.Object("request", ApiCallReader.WriteMembers) is { } asked
            ? ApiCallReader.ReadWrite(asked, Template.OfRedelivery) : null;
        var delivery = at.Object("delivery", DeliveryMembers);
        var state = delivery?.Object("state", StateMembers);
        foreach (var (name, isThere) in new[]
        {
            ("list", at.Has("list")), ("request", at.Has("request")), ("delivery.id", delivery?.Has("id") == true),
            ("delivery.event", delivery?.Has("event") == true), ("delivery.state.json", state?.Has("json") == true),
            ("delivery.state.delivered", state?.Has("delivered") == true),
        })
        {
            if (!isThere)
            {
                at.Error(name, "is missing", "Write the list, the request, and where a delivery has its id, event and state.");
            }
        }

        if (list is { Item.At.Count: 0 })
        {
            at.Error("list", "at is missing", "Say when a delivery was made: { \"at\": \"delivered_at\" }.");
        }

        if (request?.Has(TemplateToken.Id) == false)
        {
            at.Error("request", "does not contain {id}", "Write {id} where the id of the delivery belongs.");
        }

        return list is not null && request is not null && delivery is not null && state is not null
            && ApiTemplates.Path(delivery, "id") is { } id && ApiTemplates.Path(delivery, "event") is { } @event
            && ApiTemplates.Path(state, "json") is { } path
            ? new RedeliveryDescription(list, request)
            {
                Id = id,
                Event = @event,
                State = path,
                Delivered = [.. state.Words("delivered").Select(one => one.Text)],
                Pending = [.. state.Words("pending").Select(one => one.Text)],
                Type = ApiTemplates.Path(delivery, "type"),
                Body = ApiTemplates.Path(delivery, "body"),
                Repeatable = delivery.Object("repeatable", RepeatableMembers) is { } again
                    && ApiTemplates.Path(again, "json") is { } origin ? (origin, again.Word("is") ?? "true") : null,
            }
            : null;
    }
}
