data "aws_cloudfront_cache_policy" "disabled" {
  name = "Managed-CachingDisabled"
}

data "aws_cloudfront_cache_policy" "optimized" {
  id = "658327ea-f89d-4fab-a63d-7e88639e58f6"
}

data "aws_cloudfront_origin_request_policy" "managed" {
  name = "Managed-AllViewer"
}

data "aws_cloudfront_response_headers_policy" "managed" {
  name = "Managed-SimpleCORS"
}

data "aws_cloudfront_distribution" "site" {
  id = aws_cloudfront_distribution.site.id
}

data "aws_cloudfront_function" "redirect" {
  name  = aws_cloudfront_function.redirect.name
  stage = "LIVE"
}

data "aws_cloudfront_log_delivery_canonical_user_id" "logs" {}

data "aws_cloudfront_origin_access_control" "site" {
  id = aws_cloudfront_origin_access_control.site.id
}

data "aws_cloudfront_origin_access_identity" "site" {
  id = aws_cloudfront_origin_access_identity.site.id
}

# It is read, but shows nothing to a provider that has not asked for the account's number.
data "aws_cloudfront_origin_access_identities" "all" {
  comments   = [aws_cloudfront_origin_access_identity.site.comment]
  depends_on = [aws_cloudfront_origin_access_identity.site]
}

data "aws_cloudfront_realtime_log_config" "site" {
  name = aws_cloudfront_realtime_log_config.site.name
}

output "seen" {
  value = {
    disabled    = data.aws_cloudfront_cache_policy.disabled.id
    optimized   = data.aws_cloudfront_cache_policy.optimized.name
    all_viewer  = data.aws_cloudfront_origin_request_policy.managed.id
    simple_cors = data.aws_cloudfront_response_headers_policy.managed.id
    alias       = one(data.aws_cloudfront_distribution.site.aliases)
    live        = data.aws_cloudfront_function.redirect.code
    identity    = data.aws_cloudfront_origin_access_identity.site.comment
    access      = data.aws_cloudfront_origin_access_control.site.name
    sampled     = data.aws_cloudfront_realtime_log_config.site.sampling_rate
  }
}
