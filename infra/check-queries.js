// Parses every query of the alerts, the workbook and the runbook with Microsoft's own parser, against the tables' columns: nothing else
// does before Azure runs them. Silent when all is well.
//
//   node infra/check-queries.js FOLDER     FOLDER/node_modules holds what tests/tools/package.json names
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const library = path.join(process.argv[2], 'node_modules', '@kusto', 'language-service-next');
for (const file of ['bridge.js', 'Kusto.Language.Bridge.js']) {
    vm.runInThisContext(fs.readFileSync(path.join(library, file), 'utf8'), file);
}

// The columns that are used, as the workspace has them.
const tables = `
    let AppMetrics = datatable(TimeGenerated: datetime, Name: string, Sum: real, Min: real, Max: real, ItemCount: int, Properties: dynamic)[];
    let AppTraces = datatable(TimeGenerated: datetime, Message: string, SeverityLevel: int, Properties: dynamic)[];
    let AppAvailabilityResults = datatable(TimeGenerated: datetime, Success: bool, Location: string, Message: string)[];
    let AppExceptions = datatable(TimeGenerated: datetime, ProblemId: string, OuterMessage: string, Properties: dynamic)[];
`;

const read = (file) => fs.readFileSync(path.join(__dirname, file), 'utf8');
const queries = [
    ...['modules/alerts.bicep', 'modules/workbook.bicep'].flatMap(
        (file) => [...read(file).matchAll(/query: '''(.+?)'''/gs)].map((match) => match[1])),
    ...['../RUNBOOK.md', '../docs/rotate-secrets.md'].flatMap((file) => [...read(file).matchAll(/kql "([^"]+)"/g)].map((match) => match[1])),
];

for (const query of queries) {
    const text = tables + query;
    const problems = Bridge.toArray(Kusto.Language.KustoCode.ParseAndAnalyze(text, Kusto.Language.GlobalState.Default).GetDiagnostics());
    for (const problem of problems.filter((one) => one.Severity === 'Error')) {
        console.error(`${problem.Message}\n    at: ${text.substring(problem.Start, problem.Start + problem.Length)}\n    in: ${query.trim()}`);
        process.exitCode = 1;
    }
}

if (queries.length < 40) {
    console.error(`Only ${queries.length} queries were found.`);
    process.exitCode = 1;
}
