/** AWS's public pages that list the prices. */
export const FARGATE = 'https://aws.amazon.com/fargate/pricing/';
export const ELB = 'https://aws.amazon.com/elasticloadbalancing/pricing/';
export const VPC = 'https://aws.amazon.com/vpc/pricing/';
export const LINK = 'https://aws.amazon.com/privatelink/pricing/';
export const CW = 'https://aws.amazon.com/cloudwatch/pricing/';
export const ECR = 'https://aws.amazon.com/ecr/pricing/';
export const S3 = 'https://aws.amazon.com/s3/pricing/';
export const SM = 'https://aws.amazon.com/secrets-manager/pricing/';
export const KMS = 'https://aws.amazon.com/kms/pricing/';
export const R53 = 'https://aws.amazon.com/route53/pricing/';
export const SSM = 'https://aws.amazon.com/systems-manager/pricing/';
export const WAF = 'https://aws.amazon.com/waf/pricing/';
export const AURORA = 'https://aws.amazon.com/rds/aurora/pricing/';
export const PG = 'https://aws.amazon.com/rds/postgresql/pricing/';
export const CACHE = 'https://aws.amazon.com/elasticache/pricing/';
