resource "aws_cloudfront_realtime_log_config" "site" {
  name          = "site"
  sampling_rate = 10 * var.version_of_site
  fields        = ["timestamp", "c-ip"]

  endpoint {
    stream_type = "Kinesis"
    kinesis_stream_config {
      role_arn   = "arn:aws:iam::123456789012:role/logs"
      stream_arn = "arn:aws:kinesis:us-east-1:123456789012:stream/logs"
    }
  }
}

resource "aws_cloudfront_vpc_origin" "app" {
  vpc_origin_endpoint_config {
    name                   = "app"
    arn                    = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/internal/0123456789abcdef"
    http_port              = 80
    https_port             = 443
    origin_protocol_policy = "https-only"
    origin_ssl_protocols {
      items    = ["TLSv1.2"]
      quantity = 1
    }
  }
  tags = { version = tostring(var.version_of_site) }
}

resource "aws_cloudfront_distribution" "site" {
  comment             = "version ${var.version_of_site}"
  enabled             = true
  default_root_object = "index.html"
  price_class         = "PriceClass_100"
  is_ipv6_enabled     = true
  aliases             = ["www.example.com"]
  wait_for_deployment = false
  web_acl_id          = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/a1b2c3d4-5678-90ab-cdef-000000000001"
  tags                = { site = "shop", version = tostring(var.version_of_site) }

  # CloudFront takes a policy in an update alone.
  continuous_deployment_policy_id = var.version_of_site > 1 ? aws_cloudfront_continuous_deployment_policy.site.id : null

  origin {
    origin_id                = "bucket"
    domain_name              = "site.s3.eu-west-1.amazonaws.com"
    origin_access_control_id = aws_cloudfront_origin_access_control.site.id
    origin_shield {
      enabled              = true
      origin_shield_region = "eu-west-1"
    }
  }
  origin {
    origin_id   = "old bucket"
    domain_name = "old.s3.eu-west-1.amazonaws.com"
    s3_origin_config {
      origin_access_identity = aws_cloudfront_origin_access_identity.site.cloudfront_access_identity_path
    }
  }
  origin {
    origin_id   = "app"
    domain_name = "app.example.com"
    vpc_origin_config {
      vpc_origin_id = aws_cloudfront_vpc_origin.app.id
    }
  }
  origin {
    origin_id   = "api"
    domain_name = "api.example.com"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
    custom_header {
      name  = "X-Secret"
      value = "shared"
    }
  }
  origin_group {
    origin_id = "either bucket"
    failover_criteria {
      status_codes = [403, 404, 502]
    }
    member {
      origin_id = "bucket"
    }
    member {
      origin_id = "old bucket"
    }
  }

  default_cache_behavior {
    target_origin_id           = "either bucket"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = aws_cloudfront_cache_policy.site.id
    origin_request_policy_id   = aws_cloudfront_origin_request_policy.site.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.site.id
    realtime_log_config_arn    = aws_cloudfront_realtime_log_config.site.arn
    trusted_key_groups         = [aws_cloudfront_key_group.site.id]
    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.redirect.arn
    }
  }
  ordered_cache_behavior {
    path_pattern              = "/pay/*"
    target_origin_id          = "api"
    viewer_protocol_policy    = "https-only"
    allowed_methods           = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods            = ["GET", "HEAD"]
    field_level_encryption_id = aws_cloudfront_field_level_encryption_config.site.id
    cache_policy_id           = data.aws_cloudfront_cache_policy.disabled.id
  }
  ordered_cache_behavior {
    path_pattern           = "/app/*"
    target_origin_id       = "app"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD", "OPTIONS"]
    cached_methods         = ["GET", "HEAD"]
    min_ttl                = 0
    default_ttl            = 60
    max_ttl                = 3600
    forwarded_values {
      query_string = true
      headers      = ["Origin"]
      cookies {
        forward           = "whitelist"
        whitelisted_names = ["session"]
      }
    }
  }

  custom_error_response {
    error_code            = 404
    response_code         = 200
    response_page_path    = "/index.html"
    error_caching_min_ttl = 60 * var.version_of_site
  }
  logging_config {
    bucket = "logs.s3.amazonaws.com"
    prefix = "site/"
  }
  restrictions {
    geo_restriction {
      restriction_type = "whitelist"
      locations        = ["DE", "FR"]
    }
  }
  viewer_certificate {
    acm_certificate_arn      = "arn:aws:acm:us-east-1:123456789012:certificate/7779f0ed-5111-45bd-aed3-c5fc27f6f1db"
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_cloudfront_monitoring_subscription" "site" {
  distribution_id = aws_cloudfront_distribution.site.id

  monitoring_subscription {
    realtime_metrics_subscription_config {
      realtime_metrics_subscription_status = "Enabled"
    }
  }
}

resource "aws_cloudfront_distribution" "staging" {
  comment             = "version ${var.version_of_site}"
  staging             = true
  enabled             = true
  wait_for_deployment = false

  origin {
    origin_id   = "bucket"
    domain_name = "next.s3.eu-west-1.amazonaws.com"
  }
  default_cache_behavior {
    target_origin_id       = "bucket"
    viewer_protocol_policy = "allow-all"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = data.aws_cloudfront_cache_policy.optimized.id
  }
  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }
  viewer_certificate {
    cloudfront_default_certificate = true
  }
}

resource "aws_cloudfront_continuous_deployment_policy" "site" {
  enabled = true

  staging_distribution_dns_names {
    items    = [aws_cloudfront_distribution.staging.domain_name]
    quantity = 1
  }
  traffic_config {
    type = "SingleWeight"
    single_weight_config {
      weight = 0.01 * var.version_of_site
      session_stickiness_config {
        idle_ttl    = 300
        maximum_ttl = 600
      }
    }
  }
}
