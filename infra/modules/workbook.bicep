// A workbook with what was delivered, what became of it, and what payments did: PayHooks' own metrics, nothing else. Each query is parsed by
// infra/check-queries.js, and a test compares metrics, tags and values with the code.

param location string
param tags { *: string }
param environmentName string
param workspaceName string

var charts = [
  {
    title: 'Deliveries by outcome'
    chart: 'timechart'
    query: '''
      AppMetrics
      | where Name == 'payhooks.deliveries'
      | summarize deliveries = sum(Sum) by bin(TimeGenerated, 15m), outcome = tostring(Properties.outcome)
    '''
  }
  {
    title: 'Genuine deliveries that got 200, by source'
    chart: 'table'
    query: '''
      AppMetrics
      | where Name == 'payhooks.deliveries'
      | extend outcome = tostring(Properties.outcome)
      | summarize
          accepted = sumif(Sum, outcome == 'accepted'),
          unavailable = sumif(Sum, outcome == 'unavailable'),
          refused = sumif(Sum, outcome == 'refused')
          by source = tostring(Properties.source)
      | extend percent = iff(accepted + unavailable == 0, real(null), round(100.0 * accepted / (accepted + unavailable), 3))
      | order by unavailable desc, accepted desc
    '''
  }
  {
    title: 'Rejections by source and reason'
    chart: 'table'
    query: '''
      AppMetrics
      | where Name == 'payhooks.deliveries' and tostring(Properties.outcome) in ('refused', 'unavailable')
      | summarize deliveries = sum(Sum), newest = max(TimeGenerated) by source = tostring(Properties.source), reason = tostring(Properties.reason)
      | order by deliveries desc
    '''
  }
  {
    title: 'Seconds to respond: average and longest'
    chart: 'timechart'
    query: '''
      AppMetrics
      | where Name == 'payhooks.ack.duration'
      | summarize average = sum(Sum) / sum(ItemCount), longest = max(Max) by bin(TimeGenerated, 15m)
    '''
  }
  {
    title: 'Seconds until events start: average and longest'
    chart: 'timechart'
    query: '''
      AppMetrics
      | where Name == 'payhooks.event.lag'
      | summarize average = sum(Sum) / sum(ItemCount), longest = max(Max) by bin(TimeGenerated, 15m)
    '''
  }
  {
    title: 'Payments, refunds and disputes: attempts by type and outcome'
    chart: 'table'
    query: '''
      AppMetrics
      | where Name == 'payhooks.events'
      | extend type = tostring(Properties.type), outcome = tostring(Properties.outcome)
      | where tostring(split(type, '.')[0]) in ('payment', 'refund', 'dispute', 'payout')
      | summarize completed = sumif(Sum, outcome == 'completed'), retried = sumif(Sum, outcome == 'retrying'), dead = sumif(Sum, outcome == 'dead')
          by type, source = tostring(Properties.source)
      | order by type asc, completed desc
    '''
  }
  {
    title: 'Successful and failed payments'
    chart: 'timechart'
    query: '''
      AppMetrics
      | where Name == 'payhooks.events' and tostring(Properties.outcome) == 'completed'
      | extend type = tostring(Properties.type)
      | where type in ('payment.succeeded', 'payment.failed', 'payment.canceled', 'payment.expired')
      | summarize events = sum(Sum) by bin(TimeGenerated, 1h), type
    '''
  }
  {
    title: 'Alarms of payments'
    chart: 'table'
    query: '''
      AppMetrics
      | where Name == 'payhooks.payment_flags'
      | summarize raised = sum(Sum), newest = max(TimeGenerated) by source = tostring(Properties.source), flag = tostring(Properties.flag)
      | order by newest desc
    '''
  }
  {
    title: 'Handlers: runs, failures and seconds'
    chart: 'table'
    query: '''
      AppMetrics
      | where Name == 'payhooks.handler.duration'
      | extend outcome = tostring(Properties.outcome)
      | summarize
          runs = sum(ItemCount),
          failed = sumif(ItemCount, outcome in ('failed', 'timed_out')),
          average = round(sum(Sum) / sum(ItemCount), 3),
          longest = round(max(Max), 3)
          by handler = tostring(Properties.handler)
      | order by failed desc, runs desc
    '''
  }
  {
    title: 'Waiting messages and dead letters'
    chart: 'timechart'
    query: '''
      AppMetrics
      | where Name in ('payhooks.waiting', 'payhooks.dead_letters')
      | summarize value = max(Max) by bin(TimeGenerated, 15m), Name
    '''
  }
  {
    title: 'Reconciliation: what no webhook reported'
    chart: 'table'
    query: '''
      AppMetrics
      | where Name in ('payhooks.reconcile.checked', 'payhooks.reconcile.missed', 'payhooks.reconcile.conflicts')
      | summarize
          checked = sumif(Sum, Name == 'payhooks.reconcile.checked'),
          missed = sumif(Sum, Name == 'payhooks.reconcile.missed'),
          conflicts = sumif(Sum, Name == 'payhooks.reconcile.conflicts')
          by source = tostring(Properties.source)
      | order by missed desc
    '''
  }
  {
    title: 'Reconciliation: seconds that a source is behind'
    chart: 'timechart'
    query: '''
      AppMetrics
      | where Name == 'payhooks.reconcile.watermark_age'
      | summarize behind = max(Max) by bin(TimeGenerated, 15m), source = tostring(Properties.source)
    '''
  }
]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: workspaceName
}

// The name has to be a GUID. The content is what the portal's editor shows under "Advanced editor":
// https://learn.microsoft.com/azure/azure-monitor/visualize/workbooks-automate
resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, environmentName, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'PayHooks ${environmentName}'
    category: 'workbook'
    sourceId: workspace.id
    serializedData: string({
      version: 'Notebook/1.0'
      items: concat(
        [
          {
            type: 9 // parameters
            name: 'parameters'
            content: {
              version: 'KqlParameterItem/1.0'
              style: 'pills'
              queryType: 0
              resourceType: 'microsoft.operationalinsights/workspaces'
              parameters: [
                {
                  version: 'KqlParameterItem/1.0'
                  id: guid(resourceGroup().id, environmentName, 'workbook', 'TimeRange')
                  name: 'TimeRange'
                  type: 4 // a range of time
                  isRequired: true
                  value: { durationMs: 86400000 }
                  typeSettings: {
                    selectableValues: map([1, 4, 24, 72, 168, 720], hours => { durationMs: hours * 3600000 })
                    allowCustom: true
                  }
                }
              ]
            }
          }
        ],
        map(charts, chart => {
          type: 3 // a query
          name: chart.title
          customWidth: '50'
          content: {
            version: 'KqlItem/1.0'
            title: chart.title
            query: chart.query
            size: 0
            timeContextFromParameter: 'TimeRange'
            queryType: 0
            resourceType: 'microsoft.operationalinsights/workspaces'
            crossComponentResources: [workspace.id]
            visualization: chart.chart
          }
        })
      )
      fallbackResourceIds: [workspace.id]
    })
  }
}
