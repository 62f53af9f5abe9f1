resource "aws_cloudfront_cache_policy" "site" {
  name        = "site"
  comment     = "version ${var.version_of_site}"
  min_ttl     = 1
  default_ttl = 50
  max_ttl     = 100

  parameters_in_cache_key_and_forwarded_to_origin {
    enable_accept_encoding_gzip   = true
    enable_accept_encoding_brotli = true

    cookies_config {
      cookie_behavior = "whitelist"
      cookies {
        items = ["session", "basket"]
      }
    }
    headers_config {
      header_behavior = "whitelist"
      headers {
        items = ["Origin", "CloudFront-Viewer-Country"]
      }
    }
    query_strings_config {
      query_string_behavior = "allExcept"
      query_strings {
        items = ["utm_source"]
      }
    }
  }
}

resource "aws_cloudfront_origin_request_policy" "site" {
  name    = "site"
  comment = "version ${var.version_of_site}"

  cookies_config {
    cookie_behavior = "all"
  }
  headers_config {
    header_behavior = "allViewerAndWhitelistCloudFront"
    headers {
      items = ["CloudFront-Viewer-Country"]
    }
  }
  query_strings_config {
    query_string_behavior = "none"
  }
}

resource "aws_cloudfront_response_headers_policy" "site" {
  name    = "site"
  comment = "version ${var.version_of_site}"

  cors_config {
    access_control_allow_credentials = false
    access_control_max_age_sec       = 600
    origin_override                  = true
    access_control_allow_headers {
      items = ["Accept", "Content-Type"]
    }
    access_control_allow_methods {
      items = ["GET", "HEAD"]
    }
    access_control_allow_origins {
      items = ["https://www.example.com"]
    }
    access_control_expose_headers {
      items = ["ETag"]
    }
  }
  custom_headers_config {
    items {
      header   = "X-Version"
      value    = tostring(var.version_of_site)
      override = true
    }
  }
  remove_headers_config {
    items {
      header = "Server"
    }
  }
  security_headers_config {
    content_type_options {
      override = true
    }
    frame_options {
      frame_option = "DENY"
      override     = true
    }
    referrer_policy {
      referrer_policy = "same-origin"
      override        = false
    }
    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }
    content_security_policy {
      content_security_policy = "default-src 'self'"
      override                = true
    }
    xss_protection {
      protection = true
      mode_block = true
      override   = true
    }
  }
  server_timing_headers_config {
    enabled       = true
    sampling_rate = 12.5
  }
}
