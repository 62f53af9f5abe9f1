# Nothing but the local CloudFront is asked: what belongs to other services is named by a literal ARN.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "endpoint" {
  description = "The address of the local CloudFront."
}

variable "public_key" {
  description = "A public key as PEM."
}

variable "version_of_site" {
  description = "What changes between two applies: 1, then 2."
  type        = number
  default     = 1
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "any"
  secret_key                  = "any"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  skip_region_validation      = true
  max_retries                 = 1
  # Clients of key value stores put the account's number before the endpoint's name, which nobody resolves: as its own
  # proxy the local CloudFront is asked for it all the same. Loopback addresses themselves are asked without a proxy.
  http_proxy  = var.endpoint
  https_proxy = ""

  endpoints {
    cloudfront              = var.endpoint
    cloudfrontkeyvaluestore = replace(var.endpoint, "127.0.0.1", "localhost")
  }
}
