resource "aws_cloudfront_key_value_store" "redirects" {
  name    = "redirects"
  comment = "version ${var.version_of_site}"
}

resource "aws_cloudfrontkeyvaluestore_key" "old" {
  key_value_store_arn = aws_cloudfront_key_value_store.redirects.arn
  key                 = "/old"
  value               = "/new/${var.version_of_site}"
}

resource "aws_cloudfront_key_value_store" "flags" {
  name = "flags"
}

resource "aws_cloudfrontkeyvaluestore_keys_exclusive" "flags" {
  key_value_store_arn = aws_cloudfront_key_value_store.flags.arn

  resource_key_value_pair {
    key   = "checkout"
    value = "on"
  }
  # Another key instead of another value, for which 5.100 deletes the pair (hashicorp/terraform-provider-aws #43208).
  resource_key_value_pair {
    key   = "version-${var.version_of_site}"
    value = "current"
  }
}

resource "aws_cloudfront_function" "redirect" {
  name                         = "redirect"
  comment                      = "version ${var.version_of_site}"
  runtime                      = "cloudfront-js-2.0"
  publish                      = true
  key_value_store_associations = [aws_cloudfront_key_value_store.redirects.arn]
  code                         = "function handler(event) { return event.request } // ${var.version_of_site}"
}
