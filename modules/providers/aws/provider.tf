# Credentials come from the environment (AWS_ACCESS_KEY_ID and its like), the region from the inventory.

provider "aws" {
  region = local.aws_region
}
