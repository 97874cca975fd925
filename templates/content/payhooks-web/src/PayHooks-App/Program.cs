using PayHooks.AspNetCore;
using PayHooks.RocksDb;
using PayHooks_App;

var builder = WebApplication.CreateBuilder(args);
builder.AddPayHooks().UseRocksDb("payhooks-data").Handle<LogPayment>("payment.*");
var app = builder.Build();
app.MapPayHooks();
app.Run();
