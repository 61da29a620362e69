-- Run once, when the database is made; docs/operations.md tells what an older one needs.
\getenv app LSC_APP_DATABASE_PASSWORD
\getenv clients LSC_EXTRANET_DATABASE_PASSWORD
CREATE ROLE lsc_app LOGIN PASSWORD :'app';
CREATE ROLE lsc_extranet LOGIN PASSWORD :'clients';
