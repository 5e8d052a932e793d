-- Once, as the superuser. The site's own role owns its database and is nobody outside it.
CREATE ROLE hekas LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
CREATE DATABASE hekas OWNER hekas;
REVOKE ALL ON DATABASE hekas FROM PUBLIC;
ALTER ROLE hekas SET statement_timeout = '20s';
ALTER ROLE hekas SET idle_in_transaction_session_timeout = '60s';
CREATE ROLE hekas_standby LOGIN REPLICATION PASSWORD :'standby_password';
-- For the restore drill alone: makes a scratch database and drops it.
CREATE ROLE hekas_drill LOGIN CREATEDB PASSWORD :'drill_password';
