# Snapshots by AWS Backup, which takes volumes by id; the Data Lifecycle Manager takes them by tags only, which are
# another unit's.

locals {
  snapshots = var.snapshots == null ? 0 : 1
  partition = startswith(local.aws_region, "cn-") ? "aws-cn" : startswith(local.aws_region, "us-gov-") ? "aws-us-gov" : "aws"

  # The account is not known when planning; a list with such gaps has 30 entries at most
  # (docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html).
  chunks = { for i, names in chunklist(keys(try(var.snapshots.volume_ids, {})), 30) : i + 1 => names }

  # Names of vaults and plans have 50 characters at most, and a selection's number is to fit too.
  backup_name = length(local.name) <= 44 ? local.name : "${trimsuffix(substr(local.name, 0, 35), "-")}-${substr(sha256(local.name), 0, 8)}"
}

resource "aws_backup_vault" "this" {
  count = local.snapshots

  name = local.backup_name
  # A vault with snapshots in it stays; without protection they go with it.
  force_destroy = !var.deletion_protection
  tags          = merge(local.labels, { Name = local.name })
}

resource "aws_backup_plan" "this" {
  count = local.snapshots

  name = local.backup_name
  tags = merge(local.labels, { Name = local.name })

  rule {
    rule_name           = "daily"
    target_vault_name   = aws_backup_vault.this[0].name
    schedule            = "cron(0 ${var.snapshots.hour} * * ? *)"
    recovery_point_tags = local.labels

    lifecycle {
      delete_after = var.snapshots.keep_days
    }
  }
}

resource "aws_backup_selection" "this" {
  for_each = local.chunks

  name         = "${local.backup_name}-${each.key}"
  plan_id      = aws_backup_plan.this[0].id
  iam_role_arn = aws_iam_role.backup[0].arn
  resources    = [for name in each.value : "arn:${local.partition}:ec2:${local.aws_region}:*:volume/${var.snapshots.volume_ids[name]}"]

  depends_on = [aws_iam_role_policy_attachment.backup]
}

resource "aws_iam_role" "backup" {
  count = local.snapshots

  name = "${local.name}-backup"
  tags = local.labels
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "backup.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy_attachment" "backup" {
  count = local.snapshots

  role       = aws_iam_role.backup[0].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup"
}
