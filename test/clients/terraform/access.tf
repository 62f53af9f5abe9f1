resource "aws_cloudfront_origin_access_control" "site" {
  name                              = "site"
  description                       = "version ${var.version_of_site}"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_origin_access_identity" "site" {
  comment = "version ${var.version_of_site}"
}

resource "aws_cloudfront_public_key" "site" {
  name        = "site"
  comment     = "version ${var.version_of_site}"
  encoded_key = var.public_key
}

resource "aws_cloudfront_key_group" "site" {
  name    = "site"
  comment = "version ${var.version_of_site}"
  items   = [aws_cloudfront_public_key.site.id]
}

resource "aws_cloudfront_field_level_encryption_profile" "site" {
  name    = "site"
  comment = "version ${var.version_of_site}"

  encryption_entities {
    items {
      public_key_id = aws_cloudfront_public_key.site.id
      provider_id   = "shop"
      field_patterns {
        items = ["card", "name"]
      }
    }
  }
}

resource "aws_cloudfront_field_level_encryption_config" "site" {
  comment = "version ${var.version_of_site}"

  content_type_profile_config {
    forward_when_content_type_is_unknown = true
    content_type_profiles {
      items {
        content_type = "application/x-www-form-urlencoded"
        format       = "URLEncoded"
        profile_id   = aws_cloudfront_field_level_encryption_profile.site.id
      }
    }
  }
  query_arg_profile_config {
    forward_when_query_arg_profile_is_unknown = true
    query_arg_profiles {
      items {
        query_arg  = "profile"
        profile_id = aws_cloudfront_field_level_encryption_profile.site.id
      }
    }
  }
}
