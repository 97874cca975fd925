// What a source is, and how it becomes settings of the app and names of secrets.

@export()
@description('One endpoint, /webhooks/<name>. Two merchants at one provider are two sources.')
type Source = {
  @description('Its name in the URL: lowercase letters, digits and _.')
  @minLength(1)
  @maxLength(40)
  name: string

  @description('The provider whose scheme its deliveries are verified by.')
  provider: 'adyen' | 'adyen-platform' | 'chargebee' | 'chargily' | 'coinbase-commerce' | 'custom' | 'flutterwave' | 'github' | 'lemon-squeezy' | 'midtrans' | 'paddle' | 'paystack' | 'portone' | 'razorpay' | 'shopify' | 'square' | 'standard-webhooks' | 'stripe' | 'woocommerce' | 'x-signature' | 'xanpay' | 'xendit'

  @description('How many secrets are active: 1, and 2 while a secret is being rotated.')
  @minValue(1)
  @maxValue(3)
  secrets: int

  @description('Warn when nothing genuine came for so long, as [d.]hh:mm:ss. Never when it is left out.')
  silenceAfter: string?

  @description('portone: kinds accepted without a signature, of refund, payout and onboarding.')
  acceptUnsigned: string[]?

  @description('x-signature: Header, Algorithm, Encoding, Prefix, TimestampHeader and Tolerance, where they differ from the default.')
  options: { *: string }?

  @description('custom: the description of the scheme; other providers: what differs from theirs, as { url: \'https://…\' }. Of a file: loadJsonContent(\'../schemes/acme.json\').')
  #disable-next-line no-explicit-any // docs/scheme.schema.json is its type, and PayHooks checks it at start.
  scheme: { *: any }?
}

@export()
@description('A further target that events are POSTed to. Its secret is payhooks-<number>-forward in the vault.')
type ForwardTarget = {
  @description('Identifies the target: the others keep theirs when one is removed.')
  @minValue(0)
  @maxValue(99)
  number: int

  url: string

  @description('The sources whose events it gets; all when it is left out.')
  sources: string[]?

  @description('The types it gets, such as payment.succeeded or payment.*; all when it is left out.')
  types: string[]?
}

@export()
@description('Where people are notified. Its address is the secret payhooks-<number>-notifications in the vault; for webhook, payhooks-<number>-notifications-key signs.')
type NotificationTarget = {
  @minValue(0)
  @maxValue(99)
  number: int
  format: 'webhook' | 'teams' | 'slack'
}

// A vault's names know no _, a source's no -: so two sources never share a name.
@export()
@description('The name of a source\'s secret in the vault; secret 0 is the current one, 1 the next.')
func secretName(source string, index int) string => 'payhooks-${replace(source, '_', '-')}-${index}'

// Without a version: the platform takes up a new one within a day, and at once when the settings change or the references are refreshed.
@export()
@description('A setting whose value the platform reads from the vault.')
func secretReference(vaultUri string, name string) string => '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/${name})'

// No source's secret ends with a word.
@export()
@description('The app settings of the further targets.')
func targetSettingsOf(targets ForwardTarget[], vaultUri string) { *: string } =>
  toObject(
    flatten(map(
      targets,
      target =>
        concat(
          [
            { name: 'PayHooks__Forward__Targets__${target.number}__Url', value: target.url }
            {
              name: 'PayHooks__Forward__Targets__${target.number}__Secret'
              value: secretReference(vaultUri, 'payhooks-${target.number}-forward')
            }
          ],
          empty(target.?sources ?? [])
            ? []
            : [{ name: 'PayHooks__Forward__Targets__${target.number}__Sources', value: join(target.?sources ?? [], ',') }],
          empty(target.?types ?? [])
            ? []
            : [{ name: 'PayHooks__Forward__Targets__${target.number}__Types', value: join(target.?types ?? [], ',') }]
        )
    )),
    setting => setting.name,
    setting => setting.value
  )

@export()
@description('The app settings of the targets of notifications.')
func notificationSettingsOf(targets NotificationTarget[], vaultUri string) { *: string } =>
  toObject(
    flatten(map(
      targets,
      target =>
        concat(
          [
            { name: 'PayHooks__Notifications__${target.number}__Format', value: target.format }
            {
              name: 'PayHooks__Notifications__${target.number}__Url'
              value: secretReference(vaultUri, 'payhooks-${target.number}-notifications')
            }
          ],
          target.format != 'webhook'
            ? []
            : [
                {
                  name: 'PayHooks__Notifications__${target.number}__Secret'
                  value: secretReference(vaultUri, 'payhooks-${target.number}-notifications-key')
                }
              ]
        )
    )),
    setting => setting.name,
    setting => setting.value
  )

@export()
@description('The app settings of all sources.')
func settingsOf(sources Source[], vaultUri string) { *: string } =>
  toObject(
    flatten(map(
      sources,
      source =>
        concat(
          [{ name: 'PayHooks__Sources__${source.name}__Provider', value: source.provider }],
          map(range(0, source.secrets), index => {
            name: 'PayHooks__Sources__${source.name}__Secrets__${index}'
            value: secretReference(vaultUri, secretName(source.name, index))
          }),
          source.?silenceAfter == null ? [] : [{ name: 'PayHooks__Sources__${source.name}__SilenceAfter', value: source.?silenceAfter }],
          map(source.?acceptUnsigned ?? [], (kind, index) => {
            name: 'PayHooks__Sources__${source.name}__AcceptUnsigned__${index}'
            value: kind
          }),
          map(items(source.?options ?? {}), option => {
            name: 'PayHooks__Sources__${source.name}__${option.key}'
            value: option.value
          }),
          // As JSON in one setting: names of settings may not hold what a provider's words may.
          source.?scheme == null ? [] : [{ name: 'PayHooks__Sources__${source.name}__Scheme', value: string(source.?scheme) }]
        )
    )),
    setting => setting.name,
    setting => setting.value
  )
