#!/usr/bin/env bats
# What is stored on several clouds, by the books that are shipped and the inventory's usage. Each sum was worked out by hand.

# shellcheck disable=SC2154 # cost.bash sets the actions of changes

load setup
load cost

# stored AMOUNT USAGE: the changes on standard input cost AMOUNT by USAGE; without it nothing is reckoned.
stored() {
	local amount=$1 usage=$2
	plan web
	printf 'usage: %s\n' "$usage" >usage.yml
	prints "web USD 0 $amount $amount" costs --usage usage.yml web/plan.json
	prints '' costs web/plan.json
	items web/plan.json | grep -v ': free -$' >unused
	! grep -v ': not-estimated -$' unused && [ -s unused ]
}

@test "AWS: what is stored: buckets, and snapshots by AWS Backup, whose plan costs nothing" {
	{
		aws aws_s3_bucket.this "$create" null '{}'    # 1000 × 0.0245 = 24.5
		aws aws_backup_vault.this "$create" null '{}' # 300 × 0.054 = 16.2
		aws aws_backup_plan.this "$create" null '{}'
	} | stored 40.7 '{aws_s3_bucket: {storage_gb: 1000}, aws_backup_vault: {snapshot_gb: 300}}'
}

@test "Google Cloud: what is stored, by class and region, which a bucket has in upper case" {
	{
		gcp google_storage_bucket.this "$create" null '{"location": "EUROPE-WEST3", "storage_class": "STANDARD"}'   # 100 × 0.023
		gcp google_storage_bucket.cold "$create" null '{"location": "asia-southeast1", "storage_class": "ARCHIVE"}' # 100 × 0.0015
	} | stored 2.45 '{google_storage_bucket: {storage_gb: 100}}'
}

@test "Azure: what is stored, where the book knows the region: blobs, and snapshots by a backup vault" {
	{
		azure azurerm_storage_account.this "$create" null \
			'{"location": "eastus", "account_kind": "StorageV2", "account_tier": "Standard", "account_replication_type": "LRS"}' # 500 × 0.0208
		azure azurerm_data_protection_backup_vault.this "$create" null '{"location": "eastus"}'                                # 64 × 0.05
	} | stored 13.6 '{azurerm_storage_account: {storage_gb: 500}, azurerm_data_protection_backup_vault: {snapshot_gb: 64}}'
	azure azurerm_storage_account.this "$create" null \
		'{"location": "eastus", "account_kind": "StorageV2", "account_tier": "Standard", "account_replication_type": "ZRS"}' | plan web
	prints 'azurerm_storage_account.this Block blobs, hot: no-price -' items web/plan.json
}

@test "Oracle: what is stored: buckets, and backups, which are billed as these" {
	{
		oci oci_objectstorage_bucket.this "$create" null '{}'      # 10 × 0.0255
		oci oci_core_volume_backup_policy.this "$create" null '{}' # 200 × 0.0255
	} | stored 5.355 '{oci_objectstorage_bucket: {storage_gb: 10}, oci_core_volume_backup_policy: {backup_gb: 200}}'
}
