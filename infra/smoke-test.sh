#!/usr/bin/env bash
# Sends one signed sample to each source of a deployment and waits until its event is completed.
#
#   infra/smoke-test.sh URL SOURCE:PROVIDER...
#
# PAYHOOKS_KEY     the key of the function ShowEvent, which is all that is asked
# PAYHOOKS_CLIENT_ID  where people sign in, the app registration: the event is then shown to the signed-in principal, which needs
#                  the app role read, and PAYHOOKS_KEY is not used
# PAYHOOKS_VAULT   the vault that holds the secrets; without it they come from PAYHOOKS_SECRET_<source>
# PAYHOOKS         the tool, when it is not `payhooks`
#
# The samples say that nothing was paid, and of nothing that exists, so that handlers have nothing to do.
set -euo pipefail

url=${1:?URL}
shift
if [ -n "${PAYHOOKS_CLIENT_ID:-}" ]; then
    token=$(az account get-access-token --resource "api://$PAYHOOKS_CLIENT_ID" --query accessToken --output tsv)
    export PAYHOOKS_KEY="Bearer $token"
fi

read -ra tool <<<"${PAYHOOKS:-payhooks}"
patience=120

event_of() {
    case $1 in
        chargily) echo checkout.expired ;;
        portone) echo Expired ;;
        x-signature) echo customer.updated ;;
        xanpay) echo expired ;;
        stripe | standard-webhooks | square | paddle) echo customer.created ;;
        adyen) echo REPORT_AVAILABLE ;;
        adyen-platform) echo balancePlatform.accountHolder.created ;;
        shopify) echo customers/create ;;
        razorpay) echo payment.failed ;;
        paystack) echo refund.failed ;;
        flutterwave) echo charge.completed/failed ;;
        coinbase-commerce) echo charge:failed ;;
        lemon-squeezy) echo order_created/failed ;;
        xendit) echo payment.failure ;;
        midtrans) echo expire ;;
        github) echo ping ;;
        woocommerce) echo failed ;;
        chargebee) echo customer_created ;;
        *) echo "No sample is known for the provider $1." >&2 && return 1 ;;
    esac
}

secret_of() {
    if [ -n "${PAYHOOKS_VAULT:-}" ]; then
        az keyvault secret show --vault-name "$PAYHOOKS_VAULT" --name "payhooks-${1//_/-}-0" --query value --output tsv
    else
        local variable=PAYHOOKS_SECRET_$1
        echo "${!variable:?}"
    fi
}

# The first match alone: the payload below may have fields of the same names.
status_of() {
    "${tool[@]}" show "$1" --server "$url" --json 2>/dev/null | sed -nE 's/^ *"status": *"([a-z]+)".*/\1/p' | head -n 1 || true
}

check() {
    local source=$1 provider=$2 event secret id status='' until=$((SECONDS + patience))
    event=$(event_of "$provider")
    secret=$(secret_of "$source")
    id=$(PAYHOOKS_SECRET=$secret "${tool[@]}" send "$provider" "$event" --source "$source" --to "$url" --json | grep -oE 'evt_[a-z2-7]{26}' | head -n 1)
    while [ "$status" != completed ]; do
        if [ "$SECONDS" -ge "$until" ] || [ "$status" = dead ]; then
            echo "$source: $id is ${status:-not there} after $patience s at most." >&2
            return 1
        fi

        sleep 1
        status=$(status_of "$id")
    done

    echo "$source: $id completed"
}

for pair in "$@"; do
    check "${pair%%:*}" "${pair#*:}"
done
