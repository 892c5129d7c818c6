--
-- PostgreSQL database dump
--

\restrict WKozbMBS60LhuCQ4UAEuY0qcsYrUnx0wocvzCiTCC6YHC30swoMKdVT6xkLBJvw

-- Dumped from database version 18.6
-- Dumped by pg_dump version 18.6

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: audit; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit (
    tenant text NOT NULL,
    id bigint NOT NULL,
    created_at double precision NOT NULL,
    author text NOT NULL,
    action text NOT NULL,
    kind text NOT NULL,
    object_id text NOT NULL,
    fields json NOT NULL
);


--
-- Name: client_grants; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.client_grants (
    tenant text NOT NULL,
    client_id text NOT NULL,
    audience text NOT NULL,
    scope json NOT NULL,
    id text DEFAULT ''::text NOT NULL
);


--
-- Name: client_secrets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.client_secrets (
    tenant text NOT NULL,
    client_id text NOT NULL,
    hashed text NOT NULL,
    "position" integer NOT NULL,
    expires_at double precision,
    id text DEFAULT ''::text NOT NULL,
    created_at double precision DEFAULT '0'::double precision NOT NULL
);


--
-- Name: clients; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.clients (
    tenant text NOT NULL,
    client_id text NOT NULL,
    name text NOT NULL,
    grant_types json NOT NULL,
    token_endpoint_auth_method text,
    client_metadata json NOT NULL,
    other json DEFAULT '{}'::json NOT NULL
);


--
-- Name: connections; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.connections (
    tenant text NOT NULL,
    name text NOT NULL
);


--
-- Name: hook_secrets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.hook_secrets (
    tenant text NOT NULL,
    hook_id text NOT NULL,
    name text NOT NULL,
    value bytea NOT NULL
);


--
-- Name: hook_versions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.hook_versions (
    tenant text NOT NULL,
    hook_id text NOT NULL,
    number integer NOT NULL,
    script text NOT NULL,
    dependencies json NOT NULL,
    secrets bytea NOT NULL,
    author text NOT NULL,
    created_at double precision NOT NULL
);


--
-- Name: hooks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.hooks (
    tenant text NOT NULL,
    id text NOT NULL,
    name text NOT NULL,
    trigger_id text NOT NULL,
    script text NOT NULL,
    enabled boolean NOT NULL,
    dependencies json NOT NULL
);


--
-- Name: journal; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.journal (
    revision bigint NOT NULL,
    "position" integer NOT NULL,
    tenant text NOT NULL,
    kind text NOT NULL,
    key json
);


--
-- Name: resource_servers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.resource_servers (
    tenant text NOT NULL,
    identifier text NOT NULL,
    name text NOT NULL,
    scopes json NOT NULL,
    token_lifetime integer NOT NULL,
    signing_alg text NOT NULL,
    token_dialect text NOT NULL,
    id text DEFAULT ''::text NOT NULL,
    scope_descriptions json DEFAULT '{}'::json NOT NULL,
    other json DEFAULT '{}'::json NOT NULL
);


--
-- Name: revision; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.revision (
    id integer NOT NULL,
    number bigint NOT NULL
);


--
-- Name: signing_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signing_keys (
    tenant text NOT NULL,
    kid text NOT NULL,
    "position" integer NOT NULL,
    alg text NOT NULL,
    state text NOT NULL,
    private_key bytea NOT NULL,
    since double precision DEFAULT '0'::double precision NOT NULL
);


--
-- Name: tenant_hosts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tenant_hosts (
    tenant text NOT NULL,
    host text NOT NULL,
    "position" integer NOT NULL
);


--
-- Name: tenant_log; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tenant_log (
    tenant text NOT NULL,
    log_id text NOT NULL,
    "position" bigint NOT NULL,
    date double precision NOT NULL,
    type text NOT NULL,
    event json NOT NULL
);


--
-- Name: tenant_log_end; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tenant_log_end (
    id integer NOT NULL,
    "position" bigint NOT NULL
);


--
-- Name: tenants; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tenants (
    name text NOT NULL,
    issuer text NOT NULL,
    default_directory text,
    other json DEFAULT '{}'::json NOT NULL
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    tenant text NOT NULL,
    user_id text NOT NULL,
    connection text NOT NULL,
    email text,
    username text,
    name text,
    password_hash text,
    blocked boolean NOT NULL,
    user_metadata json NOT NULL,
    app_metadata json NOT NULL,
    created_at double precision DEFAULT '0'::double precision NOT NULL,
    updated_at double precision DEFAULT '0'::double precision NOT NULL,
    other json DEFAULT '{}'::json NOT NULL
);


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.alembic_version (version_num) FROM stdin;
0002
\.


--
-- Data for Name: audit; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit (tenant, id, created_at, author, action, kind, object_id, fields) FROM stdin;
imported	1	1795712506.1173022	warmhook import	created	tenant	imported	[]
imported	2	1795712506.1173022	warmhook import	created	connection	People	[]
imported	3	1795712506.1173022	warmhook import	created	client	app	[]
imported	4	1795712506.1173022	warmhook import	created	client	machine	[]
imported	5	1795712506.1173022	warmhook import	created	client	odd-secret_1.0~x	[]
imported	6	1795712506.1173022	warmhook import	created	client	suspended	[]
imported	7	1795712506.1173022	warmhook import	created	resource_server	c267d7170749a8122e1355bd	[]
imported	8	1795712506.1173022	warmhook import	created	resource_server	da778656023aee409276dfe3	[]
imported	9	1795712506.1173022	warmhook import	created	client_grant	cgr_81R3Iy6tPTMnGNiG	[]
imported	10	1795712506.1173022	warmhook import	created	client_grant	cgr_qqsoSwnxOa9U8gxo	[]
imported	11	1795712506.1173022	warmhook import	created	client_grant	cgr_1OZpHzZFsJD8KWRg	[]
imported	12	1795712506.1173022	warmhook import	created	client_grant	cgr_GQmm1c5AzNRfjlbK	[]
imported	13	1795712506.1173022	warmhook import	created	user	auth0|5f7c8ec7c33c6c004bbafe82	[]
imported	14	1795712506.1173022	warmhook import	created	hook	01M8CCWNYHXFPMRZG71SEZ0814	[]
imported	15	1795712506.1173022	warmhook import	created	hook	01M8CCWNYHQYRRDX6KZDTSZ60T	[]
imported	16	1795712506.1173022	warmhook import	created	signing_key	GnoMh5HaIGU_Dh0x4ht_kjFE9JM28T0W97TygYOn-rQ	[]
imported	17	1795712506.1173022	warmhook import	created	signing_key	2ni1VNUOYQSu1kuScZKaN-sd-4eh4WdAFfWq7MoKGwU	[]
imported	18	1795712513.096071	warmhook init	created	client	fXAGW38ZSg8iy9NqYwdhRF1351O33UzI	[]
imported	19	1795712513.096071	warmhook init	created	resource_server	47c67d925b349a1f5b1ca350	[]
imported	20	1795712513.096071	warmhook init	created	client_grant	cgr_B2dfXhO68v8bSd6D	[]
founded	1	1795712518.4113882	warmhook init	created	tenant	founded	[]
founded	2	1795712518.4113882	warmhook init	created	connection	Username-Password-Authentication	[]
founded	3	1795712518.4113882	warmhook init	created	client	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	[]
founded	4	1795712518.4113882	warmhook init	created	resource_server	319217c43341aa95269d53c8	[]
founded	5	1795712518.4113882	warmhook init	created	client_grant	cgr_synz9jX1gZegkj2s	[]
founded	6	1795712518.4113882	warmhook init	created	signing_key	LwZtPcB7Lg2tCqVyVGWN8g1WMX8PB8fIfIm5YEoY4ig	[]
founded	7	1795712518.4113882	warmhook init	created	signing_key	PopI-aLxAOSe5552f6lL2LJ0QlqvAQs0WEl5EUSpDvw	[]
changing	1	1795712524.8442793	warmhook init	created	tenant	changing	[]
changing	2	1795712524.8442793	warmhook init	created	connection	Username-Password-Authentication	[]
changing	3	1795712524.8442793	warmhook init	created	client	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	[]
changing	4	1795712524.8442793	warmhook init	created	resource_server	ce7d96f7998dd68647a463e8	[]
changing	5	1795712524.8442793	warmhook init	created	client_grant	cgr_alOPHLKAJlrqyn6A	[]
changing	6	1795712524.8442793	warmhook init	created	signing_key	fWna_iKpeznlTNJu516ZHUNC3titwqSFQkA2zYD0QT4	[]
changing	7	1795712524.8442793	warmhook init	created	signing_key	HgbmCAHO4L-I8FLNpZzBT79EgmLwsYgqcxTwNSc_F4Y	[]
founded	8	1795712537.7199512	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	tenant	founded	["enabled_locales", "flags", "friendly_name", "session_lifetime", "support_email"]
founded	9	1795712537.812726	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	resource_server	cbc6f7dc90f4f0852cc2ad41	[]
founded	10	1795712537.829753	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	resource_server	49fd776e239ebccf90d148b4	[]
founded	11	1795712537.829753	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	signing_key	Pbe-XNYW1kF2ijriRPTJiJkW8JH3TqBWuMq-HLZINao	[]
founded	12	1795712537.829753	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	signing_key	90lmv606E7PNIciBqdJik1FDw7ebwW8iNSz4zh67JpQ	[]
founded	13	1795712537.8532417	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	resource_server	cdd5ab8d3a6aa0e9e2473f0c	[]
founded	14	1795712537.8532417	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	signing_key	wC6Rn6WWhchf9GzbMfXVho4y8oXr4p2Ihf2eovfVa7M	[]
founded	15	1795712537.8532417	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	signing_key	akPFrsV4jtBxiMB6h1dSIpDNLr6zEUEasIozfHxNO1I	[]
founded	16	1795712537.8703249	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	resource_server	ef60755c6addada319caabc1	[]
founded	17	1795712537.879863	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client	iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv	[]
founded	18	1795712537.889845	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client	Z00xqjuElNfs8Pox2PylbS2l4fbFFRy0	[]
founded	19	1795712537.8989317	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client	qOyKm88LAlLMRT83isHsSs8u6r6PGHsQ	[]
founded	20	1795712537.9768045	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client	OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM	[]
founded	21	1795712537.9860005	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client	JxC4sZFBKlJtOY2eBdycfoT5l8jb55AX	[]
founded	22	1795712537.9988	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client	jT5EbtXvkN4ijLBHsppsOSILWACkR5bE	[]
founded	23	1795712538.0139508	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client	x5268QAOojz9YBm2PKadc3eMby2WKMTK	[]
founded	24	1795712538.02771	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client_grant	cgr_upMEloOYE4ANnCy6	[]
founded	25	1795712538.0362399	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client_grant	cgr_MD581C9hLIYBbrO5	[]
founded	26	1795712538.0441616	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client_grant	cgr_IG8LO1Mn7Uknz6qN	[]
founded	27	1795712538.05202	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client_grant	cgr_YqxpdhbvwI5whRjv	[]
founded	28	1795712538.0846667	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client_grant	cgr_IrNXmzYvSJD3sH11	[]
founded	29	1795712538.1130667	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client_grant	cgr_nI7VgSKaQIlZ1MCA	[]
founded	30	1795712538.1469362	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client_grant	cgr_81Ygy4tVe8Hbhkme	[]
founded	31	1795712538.279906	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	user	auth0|jane	[]
founded	32	1795712538.4355056	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	user	auth0|joe	[]
founded	33	1795712538.5704174	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	user	auth0|blocked	[]
founded	34	1795712538.7046041	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	user	auth0|gone	[]
founded	35	1795712538.7387614	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	hook	01M8CCXP3E09MQ3Q7WG9GH2166	[]
founded	36	1795712538.763725	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	hook	01M8CCXP3E09MQ3Q7WG9GH2166	["enabled"]
founded	37	1795712538.763725	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	hook	01M8CCXP48JCS6H0VBEWK53KMP	[]
founded	38	1795712538.8337796	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	hook	01M8CCXP6EWCJ1RKNTAQH760D2	[]
founded	39	1795712538.8580906	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	hook	01M8CCXP77PE00EVGV7JG0MSPR	[]
founded	40	1795712538.9187465	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	hook	01M8CCXP934ASSHCCX6Y669Y72	[]
founded	41	1795712538.9496052	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	hook	01M8CCXPA0PHHEMMWJNTXHQHM9	[]
founded	42	1795712539.1669073	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	hook	01M8CCXPGV3J12HGSWXBADB06C	[]
founded	43	1795712539.2175949	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	hook	01M8CCXPJB4C9K39YV4TPG23F8	[]
founded	44	1795712539.4810622	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	hook	01M8CCXPTN5F4KV3ES2BRNFSCH	[]
founded	45	1795712539.5367076	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	hook	01M8CCXP48JCS6H0VBEWK53KMP	["secrets.STAMP_KEY", "secrets.UNUSED"]
founded	46	1795712539.5527546	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	hook	01M8CCXP6EWCJ1RKNTAQH760D2	["secrets.MEMBER_KEY"]
founded	47	1795712539.5663264	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	hook	01M8CCXP3E09MQ3Q7WG9GH2166	["secrets.OLD_KEY"]
changing	8	1795712540.154928	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	created	resource_server	9bb6e3edcdb19a5ed56ce756	[]
changing	9	1795712540.1828496	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	created	client	K6Ky9OfnthNa0syHSpuyPVEvXeChH0Jl	[]
changing	10	1795712540.2138796	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	created	client_grant	cgr_0PokO9lWScsKfCvk	[]
changing	11	1795712541.5676515	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	created	hook	01M8CCXRVJ2CNFQDYH5QWVY576	[]
changing	12	1795712541.6603649	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	updated	hook	01M8CCXRVJ2CNFQDYH5QWVY576	["secrets.STAMP_KEY"]
changing	13	1795712543.6197734	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	updated	hook	01M8CCXRVJ2CNFQDYH5QWVY576	["enabled"]
imported	21	1795712553.3431478	warmhook keys rotate (root)	updated	signing_key	GnoMh5HaIGU_Dh0x4ht_kjFE9JM28T0W97TygYOn-rQ	["since", "state"]
imported	22	1795712553.3431478	warmhook keys rotate (root)	updated	signing_key	2ni1VNUOYQSu1kuScZKaN-sd-4eh4WdAFfWq7MoKGwU	["since", "state"]
imported	23	1795712553.3431478	warmhook keys rotate (root)	created	signing_key	8umBzVLhYxxhTWCdddaWCH11TGQgw3A2CCMGhoUls7g	[]
founded	48	1795712558.2954943	warmhook keys rotate (root)	updated	signing_key	LwZtPcB7Lg2tCqVyVGWN8g1WMX8PB8fIfIm5YEoY4ig	["since", "state"]
founded	49	1795712558.2954943	warmhook keys rotate (root)	updated	signing_key	PopI-aLxAOSe5552f6lL2LJ0QlqvAQs0WEl5EUSpDvw	["since", "state"]
founded	50	1795712558.2954943	warmhook keys rotate (root)	updated	signing_key	Pbe-XNYW1kF2ijriRPTJiJkW8JH3TqBWuMq-HLZINao	["since", "state"]
founded	51	1795712558.2954943	warmhook keys rotate (root)	updated	signing_key	90lmv606E7PNIciBqdJik1FDw7ebwW8iNSz4zh67JpQ	["since", "state"]
founded	52	1795712558.2954943	warmhook keys rotate (root)	updated	signing_key	wC6Rn6WWhchf9GzbMfXVho4y8oXr4p2Ihf2eovfVa7M	["since", "state"]
founded	53	1795712558.2954943	warmhook keys rotate (root)	updated	signing_key	akPFrsV4jtBxiMB6h1dSIpDNLr6zEUEasIozfHxNO1I	["since", "state"]
founded	54	1795712558.2954943	warmhook keys rotate (root)	created	signing_key	0yRghLd0A_bILJkuANoAvs1y6kIXkWHYg8JNChb23jg	[]
founded	55	1795712558.2954943	warmhook keys rotate (root)	created	signing_key	a_0g2AVcOGELlrmiiy2svieJvBsL5m3Obm9pTjWg3I0	[]
founded	56	1795712558.2954943	warmhook keys rotate (root)	created	signing_key	HyfiHPmA12LhnHEEbJPGWUs20iAw9-DwRh10cYzg_BA	[]
founded	57	1795712573.8142788	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	hook	01M8CCXP48JCS6H0VBEWK53KMP	["script"]
founded	58	1795712573.9591758	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	hook	01M8CCXP48JCS6H0VBEWK53KMP	["secrets.STAMP_KEY"]
founded	59	1795712574.002456	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	hook	01M8CCXP48JCS6H0VBEWK53KMP	["secrets.UNUSED"]
founded	60	1795712574.0260646	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	hook	01M8CCXP48JCS6H0VBEWK53KMP	["secrets.STAMP_SALT"]
founded	61	1795712574.0583541	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	deleted	hook	01M8CCXP934ASSHCCX6Y669Y72	[]
founded	62	1795712574.414944	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	deleted	resource_server	ef60755c6addada319caabc1	[]
founded	63	1795712574.5272903	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	deleted	client	JxC4sZFBKlJtOY2eBdycfoT5l8jb55AX	[]
founded	64	1795712574.5272903	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	deleted	client_grant	cgr_81Ygy4tVe8Hbhkme	[]
founded	65	1795712574.79915	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	deleted	user	auth0|gone	[]
founded	66	1795712574.9593503	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	user	auth0|joe	["app_metadata", "password", "updated_at"]
founded	67	1795712574.9996705	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	client	iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv	["client_metadata"]
founded	68	1795712575.1007378	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	client_grant	cgr_YqxpdhbvwI5whRjv	["scope"]
founded	69	1795712575.1482368	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client	zhXfd4h8LSeLgOulDmIoJVEM5wUyRx9n	[]
founded	70	1795712575.2139103	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	created	client_grant	cgr_0WKDxSbiw8nwOQjC	[]
founded	71	1795712575.2565744	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	client	OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM	["secrets"]
founded	72	1795712575.3077853	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	client	OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM	["secrets"]
founded	73	1795712575.3461325	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	client	OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM	["secrets"]
founded	74	1795712575.3853364	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	updated	client	OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM	["secrets"]
changing	14	1795712576.9704192	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	updated	hook	01M8CCXRVJ2CNFQDYH5QWVY576	["script"]
changing	15	1795712578.5455043	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	updated	hook	01M8CCXRVJ2CNFQDYH5QWVY576	["secrets.STAMP_SALT"]
changing	16	1795712578.5910294	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	updated	hook	01M8CCXRVJ2CNFQDYH5QWVY576	["secrets.STAMP_KEY"]
\.


--
-- Data for Name: client_grants; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.client_grants (tenant, client_id, audience, scope, id) FROM stdin;
imported	machine	https://api.clients.example/	["read:data"]	cgr_81R3Iy6tPTMnGNiG
imported	machine	https://profile.clients.example/	["read:data"]	cgr_qqsoSwnxOa9U8gxo
imported	odd-secret_1.0~x	https://api.clients.example/	["read:data"]	cgr_1OZpHzZFsJD8KWRg
imported	suspended	https://api.clients.example/	["read:data"]	cgr_GQmm1c5AzNRfjlbK
imported	fXAGW38ZSg8iy9NqYwdhRF1351O33UzI	https://imported.example/api/v2/	["read:hooks", "create:hooks", "update:hooks", "delete:hooks", "read:clients", "create:clients", "update:clients", "delete:clients", "read:client_keys", "create:client_keys", "update:client_keys", "delete:client_keys", "read:client_grants", "create:client_grants", "update:client_grants", "delete:client_grants", "read:resource_servers", "create:resource_servers", "update:resource_servers", "delete:resource_servers", "read:users", "create:users", "update:users", "delete:users", "read:users_app_metadata", "create:users_app_metadata", "update:users_app_metadata", "delete:users_app_metadata", "read:connections", "create:connections", "update:connections", "delete:connections", "read:tenant_settings", "update:tenant_settings", "read:logs", "read:logs_users"]	cgr_B2dfXhO68v8bSd6D
founded	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	https://founded.example/api/v2/	["read:hooks", "create:hooks", "update:hooks", "delete:hooks", "read:clients", "create:clients", "update:clients", "delete:clients", "read:client_keys", "create:client_keys", "update:client_keys", "delete:client_keys", "read:client_grants", "create:client_grants", "update:client_grants", "delete:client_grants", "read:resource_servers", "create:resource_servers", "update:resource_servers", "delete:resource_servers", "read:users", "create:users", "update:users", "delete:users", "read:users_app_metadata", "create:users_app_metadata", "update:users_app_metadata", "delete:users_app_metadata", "read:connections", "create:connections", "update:connections", "delete:connections", "read:tenant_settings", "update:tenant_settings", "read:logs", "read:logs_users"]	cgr_synz9jX1gZegkj2s
changing	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	https://changing.example/api/v2/	["read:hooks", "create:hooks", "update:hooks", "delete:hooks", "read:clients", "create:clients", "update:clients", "delete:clients", "read:client_keys", "create:client_keys", "update:client_keys", "delete:client_keys", "read:client_grants", "create:client_grants", "update:client_grants", "delete:client_grants", "read:resource_servers", "create:resource_servers", "update:resource_servers", "delete:resource_servers", "read:users", "create:users", "update:users", "delete:users", "read:users_app_metadata", "create:users_app_metadata", "update:users_app_metadata", "delete:users_app_metadata", "read:connections", "create:connections", "update:connections", "delete:connections", "read:tenant_settings", "update:tenant_settings", "read:logs", "read:logs_users"]	cgr_alOPHLKAJlrqyn6A
founded	iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv	https://orders.founded.example/	["read:orders", "write:orders"]	cgr_upMEloOYE4ANnCy6
founded	iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv	https://ledger.founded.example/	["read:ledger"]	cgr_MD581C9hLIYBbrO5
founded	iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv	urn:founded:metering	[]	cgr_IG8LO1Mn7Uknz6qN
founded	qOyKm88LAlLMRT83isHsSs8u6r6PGHsQ	https://orders.founded.example/	["read:orders"]	cgr_IrNXmzYvSJD3sH11
founded	OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM	https://orders.founded.example/	["read:orders"]	cgr_nI7VgSKaQIlZ1MCA
changing	K6Ky9OfnthNa0syHSpuyPVEvXeChH0Jl	https://stamped.changing.example/	["read"]	cgr_0PokO9lWScsKfCvk
founded	Z00xqjuElNfs8Pox2PylbS2l4fbFFRy0	https://orders.founded.example/	["read:orders", "write:orders", "delete:orders"]	cgr_YqxpdhbvwI5whRjv
founded	zhXfd4h8LSeLgOulDmIoJVEM5wUyRx9n	https://orders.founded.example/	["read:orders"]	cgr_0WKDxSbiw8nwOQjC
\.


--
-- Data for Name: client_secrets; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.client_secrets (tenant, client_id, hashed, "position", expires_at, id, created_at) FROM stdin;
imported	app	hmac-sha256$959dc474$1eeee3dd1c3568de1902f56b179a3ab51bf57bb6dda4bc8366ed6ff0a28bba55	0	\N	sec_buSgMXPkw21W0Cqb	1795712505.5926034
imported	machine	hmac-sha256$959dc474$ac2ab28f4e6e76f0926e5af220eb4617c21e5e4d036674fe0961eb6f94b5c123	0	\N	sec_UIx6vrCB8IgQP915	1795712505.5926034
imported	odd-secret_1.0~x	hmac-sha256$959dc474$225c0fb828b40dadb9dde6daa01e686655fe490ce708c311fcf189ce8d18623f	0	\N	sec_Lm1krBWluCgeXsst	1795712505.5926034
imported	suspended	hmac-sha256$959dc474$552f091f02e4fbb6a1f568fd87147dcd4878f981a7967db625d6215e1d8ac164	0	\N	sec_4OW5cWQpW4QAQakJ	1795712505.5926034
imported	fXAGW38ZSg8iy9NqYwdhRF1351O33UzI	hmac-sha256$959dc474$e071d0a9680cee53a4f0004b630c61d8fd666a2bda2023f0f1b8a5e49020bb37	0	\N	sec_vxew0JWrE5MgsIlX	1795712513.0476406
founded	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	hmac-sha256$959dc474$1c930e9ad9402713872e9e61569670016a46b6fb19501c385a97f6b3a6c8a790	0	\N	sec_kswY2kyVnGNF5MQm	1795712518.0912917
changing	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	hmac-sha256$959dc474$28f3f8bafe128178edf5f6220501ad900f58a262a8b1e4fdeb7f4ea975fead78	0	\N	sec_TpofxpLUDqUOjaf2	1795712524.303418
founded	iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv	hmac-sha256$959dc474$b0dfb9408a1d36890da9c834cf781afb5601803b08b74776ee56e62dfc1ed19d	0	\N	sec_dx4AIDaJiRFRYkh2	1795712537.8770242
founded	Z00xqjuElNfs8Pox2PylbS2l4fbFFRy0	hmac-sha256$959dc474$cfb93e58a642533123fd28268aa344acebfb1518ec6f1f5c42a7043d2e695631	0	\N	sec_EXN098vzrIVQuvaT	1795712537.8873308
founded	qOyKm88LAlLMRT83isHsSs8u6r6PGHsQ	hmac-sha256$959dc474$b3c1cabe828c6fb641a89ac40b8f233cf60b1aaddd6ef7768ac1273407052043	0	\N	sec_btJaVtNp0Bh275JC	1795712537.8962512
founded	jT5EbtXvkN4ijLBHsppsOSILWACkR5bE	hmac-sha256$959dc474$3f8408ad91ee18b8d2b252633056d3f86813534006e193769b3a1a3b25c2bdb5	0	\N	sec_ptb26jYSsF9Z8CbS	1795712537.9964094
founded	x5268QAOojz9YBm2PKadc3eMby2WKMTK	hmac-sha256$959dc474$958887dbb4ff44ec0fe3fed441dfe709fd445776eec712e4f0b266ed445c5747	0	\N	sec_JFM9VGH4jIifqSVI	1795712538.0113392
changing	K6Ky9OfnthNa0syHSpuyPVEvXeChH0Jl	hmac-sha256$959dc474$432d09e5abd417cad03a2cdb4daac34b01bfd79b003eaee4bef64dad87fb006e	0	\N	sec_kHUBaMVmnM6fyDlA	1795712540.1792386
founded	zhXfd4h8LSeLgOulDmIoJVEM5wUyRx9n	hmac-sha256$e1ea41ce$e503deb60cdf69f08a7cd27b6e251dff39475e53e26bf84147642889c2a2e7d4	0	\N	sec_pj1wMtofiYnXsrNK	1795712575.1433969
founded	OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM	hmac-sha256$959dc474$8cd721db90c24ea90a8bfd996a5d7f9cd69b4fccb67a647603c91f2835a995d2	0	1795712580.2519639	sec_KWwbd8Xp4khkGAwB	1795712537.973998
founded	OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM	hmac-sha256$e1ea41ce$492c3df30bd5876b5423eee0c55cdc6c72948c227bf001297b4003f6e2ddfa9e	1	\N	sec_VO5AIhp8f3D6pmlC	1795712575.2519639
founded	OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM	hmac-sha256$e1ea41ce$e728f6dafd71b298a5d3b2016f96bf27d23c693f23b09223b25f209883aa0f38	2	7258118399	sec_462Obldzjs4lAySh	1795712575.303435
\.


--
-- Data for Name: clients; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.clients (tenant, client_id, name, grant_types, token_endpoint_auth_method, client_metadata, other) FROM stdin;
imported	app	App	["http://auth0.com/oauth/grant-type/password-realm", "password"]	\N	{}	{"app_type": "regular_web"}
imported	machine	Machine	["client_credentials"]	\N	{"plan": "full"}	{"app_type": "non_interactive"}
imported	odd-secret_1.0~x	Odd secret	["client_credentials"]	\N	{"plan": "odd"}	{"app_type": "non_interactive"}
imported	suspended	Suspended	["client_credentials"]	\N	{"plan": "full", "suspended": "yes"}	{"app_type": "non_interactive"}
imported	fXAGW38ZSg8iy9NqYwdhRF1351O33UzI	Warmhook management	["client_credentials"]	\N	{}	{"app_type": "non_interactive"}
founded	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	Warmhook management	["client_credentials"]	\N	{}	{"app_type": "non_interactive"}
changing	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	Warmhook management	["client_credentials"]	\N	{}	{"app_type": "non_interactive"}
founded	Z00xqjuElNfs8Pox2PylbS2l4fbFFRy0	Post	["client_credentials"]	client_secret_post	{}	{}
founded	qOyKm88LAlLMRT83isHsSs8u6r6PGHsQ	Basic	["client_credentials"]	client_secret_basic	{}	{}
founded	OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM	Rotated	["client_credentials"]	\N	{}	{}
founded	jT5EbtXvkN4ijLBHsppsOSILWACkR5bE	Portal	["http://auth0.com/oauth/grant-type/password-realm", "password"]	client_secret_post	{}	{"callbacks": ["https://portal.founded.example/back"]}
founded	x5268QAOojz9YBm2PKadc3eMby2WKMTK	App	["http://auth0.com/oauth/grant-type/password-realm", "password"]	none	{}	{"app_type": "native"}
changing	K6Ky9OfnthNa0syHSpuyPVEvXeChH0Jl	Stamped	["authorization_code", "client_credentials", "implicit", "refresh_token"]	\N	{"plan": "full"}	{}
founded	iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv	Batch	["client_credentials"]	\N	{"plan": "full", "\\u00fcn\\u00efcode": "\\u2713", "region": "eu"}	{"app_type": "non_interactive", "description": "Asks for tokens by night", "jwt_configuration": {"lifetime_in_seconds": 7200, "alg": "RS256"}}
founded	zhXfd4h8LSeLgOulDmIoJVEM5wUyRx9n	Late	["client_credentials"]	\N	{}	{}
\.


--
-- Data for Name: connections; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.connections (tenant, name) FROM stdin;
imported	People
founded	Username-Password-Authentication
changing	Username-Password-Authentication
\.


--
-- Data for Name: hook_secrets; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.hook_secrets (tenant, hook_id, name, value) FROM stdin;
imported	01M8CCWNYHQYRRDX6KZDTSZ60T	MEMBER_KEY	\\x01959dc474155a06be27e9268655efad92a49ced1032a6ce1528f2310a8cdf68c28f6bcd3731a815d2f31a6feab39618033e1f961d8b2c633a
founded	01M8CCXP6EWCJ1RKNTAQH760D2	MEMBER_KEY	\\x01959dc4746c56cc97105277257fed2079e260ae80933c11df1c19bec051dcee3f1a26c23b4aefb966c031
founded	01M8CCXP3E09MQ3Q7WG9GH2166	OLD_KEY	\\x01959dc474dca624a8f19d802d81c0fad1ee5b9296411f6986e69b1fef94db68af7ac1d3d537db
founded	01M8CCXP48JCS6H0VBEWK53KMP	STAMP_KEY	\\x01e1ea41ce02715e065e43377dfffaa40c8e374533db5b060345cafa3f9169b78121ebabe48a7f
founded	01M8CCXP48JCS6H0VBEWK53KMP	STAMP_SALT	\\x01e1ea41cee7dbdb1cb468a73ef485109ca9919ac123da2699558fdd3b7744b4c39d51dd67
changing	01M8CCXRVJ2CNFQDYH5QWVY576	STAMP_SALT	\\x01e1ea41ced7eed947084b036615653a4c9fd79b087a6f1e532106ab7bad33b0448cdc5f3c
changing	01M8CCXRVJ2CNFQDYH5QWVY576	STAMP_KEY	\\x01e1ea41cea2e59cb99aba0325eb56a7e3af90e52b71148cd12df067aba032a4dd14f9cc92f853
\.


--
-- Data for Name: hook_versions; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.hook_versions (tenant, hook_id, number, script, dependencies, secrets, author, created_at) FROM stdin;
imported	01M8CCWNYHXFPMRZG71SEZ0814	1	/* global InvalidScopeError */\n\nmodule.exports = function (client, scope, audience, context, cb) {\n  if (client.metadata.suspended) {\n    return cb(new InvalidScopeError('The client is suspended.'));\n  }\n  cb(null, { scope: scope.concat('extra'), 'https://clients.example/plan': client.metadata.plan });\n};\n	{}	\\x01959dc47415d9717115834167346d371a8f9adfa77194c9f86b2af9acafcc6e2e0a50	warmhook import	1795712506.1173022
imported	01M8CCWNYHQYRRDX6KZDTSZ60T	1	const crypto = require('crypto');\n\nmodule.exports = function (user, client, scope, audience, context, cb) {\n  const member = crypto.createHmac('sha256', context.webtask.secrets.MEMBER_KEY).update(user.id).digest('hex');\n  cb(null, { scope, 'https://clients.example/member': member });\n};\n	{}	\\x01959dc474d5e6af68b00d8b4de3e6ba87a843119c96547a492cd2aeace7f4e61e208f87ab8aff2bdc7c22f730b53ed1989025dbd94f0b08599753a2004227b80c4a0293144dd98f3aed24	warmhook import	1795712506.1173022
founded	01M8CCXP3E09MQ3Q7WG9GH2166	1	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	{"bcrypt": "3.0.6", "@scope/name": "1.0.0"}	\\x01959dc474d9b86dde5331b948d8954570fc77eca0372d02ce5cf6768332b72fc0a76a	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712538.7387614
founded	01M8CCXP48JCS6H0VBEWK53KMP	1	const crypto = require('crypto');\n\nmodule.exports = function (client, scope, audience, context, cb) {\n  const key = context.webtask.secrets.STAMP_KEY;\n  const stamp = crypto.createHmac('sha256', key).update(client.tenant + client.id + audience).digest('hex');\n  cb(null, { scope: (scope || []).concat('stamped'), 'https://upgrade.example/stamp': stamp });\n};\n	{}	\\x01959dc474117ceb1a112eeb3000b87e07c658aa2ac30203c4682725954e9ed46de846	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712538.763725
founded	01M8CCXP6EWCJ1RKNTAQH760D2	1	const crypto = require('crypto');\n\nmodule.exports = function (user, client, scope, audience, context, cb) {\n  const member = crypto.createHmac('sha256', context.webtask.secrets.MEMBER_KEY).update(user.id).digest('hex');\n  cb(null, {\n    scope,\n    'https://upgrade.example/member': member,\n    'https://upgrade.example/user': [user.displayName, user.user_metadata, user.app_metadata],\n  });\n};\n	{}	\\x01959dc474a17e751967c6e148987e180cc1b83d708c3e96f3944dc70a3c0800fff3b2	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712538.8337796
founded	01M8CCXP77PE00EVGV7JG0MSPR	1	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	{}	\\x01959dc474b5c2f0cd0e88933d75ab30fa17a845770160a27d440010e36c88129e21bc	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712538.8580906
founded	01M8CCXPA0PHHEMMWJNTXHQHM9	1	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	{}	\\x01959dc47422ed9e77710acad65b807c6b6cf2c80e9991a0a302d3279c6f25670f3085	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712538.9496052
founded	01M8CCXPGV3J12HGSWXBADB06C	1	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	{}	\\x01959dc4748be0b74a71c0a170e1745a6843f892ae2d7d9dfd2be324b6c4a415198645	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712539.1669073
founded	01M8CCXPJB4C9K39YV4TPG23F8	1	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	{}	\\x01959dc474af1c7e9d7244396492bd2037102d6962c80109cb608474df2f623069a038	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712539.2175949
founded	01M8CCXPTN5F4KV3ES2BRNFSCH	1	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	{}	\\x01959dc474a858076ae1cfabb7a6598ed3044a8cf4b4d91780c93de09654ee5cdf69b1	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712539.4810622
founded	01M8CCXP48JCS6H0VBEWK53KMP	2	const crypto = require('crypto');\n\nmodule.exports = function (client, scope, audience, context, cb) {\n  const key = context.webtask.secrets.STAMP_KEY;\n  const stamp = crypto.createHmac('sha256', key).update(client.tenant + client.id + audience).digest('hex');\n  cb(null, { scope: (scope || []).concat('stamped'), 'https://upgrade.example/stamp': stamp });\n};\n	{}	\\x01959dc474501370acf82f043b8f0d99405acd543d4ef5e76ed2c8953d258caccb4c77792c8e1541025f1a91cd2cfdcd60d98354549277a3415ef00206e410f1588733332c02502ba12a3a9dd4f5d5	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712539.5367076
founded	01M8CCXP6EWCJ1RKNTAQH760D2	2	const crypto = require('crypto');\n\nmodule.exports = function (user, client, scope, audience, context, cb) {\n  const member = crypto.createHmac('sha256', context.webtask.secrets.MEMBER_KEY).update(user.id).digest('hex');\n  cb(null, {\n    scope,\n    'https://upgrade.example/member': member,\n    'https://upgrade.example/user': [user.displayName, user.user_metadata, user.app_metadata],\n  });\n};\n	{}	\\x01959dc474159fd76cdfae744ec6cf50204ebd92fdff03477fade26bd4dea024ebf69a72cf5ab81cd76beb51bed8a09380dd1691e87926af9b13518172	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712539.5527546
founded	01M8CCXP3E09MQ3Q7WG9GH2166	2	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	{"bcrypt": "3.0.6", "@scope/name": "1.0.0"}	\\x01959dc4746ff80a334749b60494aa92e6b44ff60995616e78d9c787e395a1ca6ddadf9c4c195894b4e792f97a8e338dd7e8e7973d029359c622	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712539.5663264
changing	01M8CCXRVJ2CNFQDYH5QWVY576	1	const crypto = require('crypto');\n\nmodule.exports = function (client, scope, audience, context, cb) {\n  const key = context.webtask.secrets.STAMP_KEY;\n  const stamp = crypto.createHmac('sha256', key).update(client.tenant + client.id + audience).digest('hex');\n  cb(null, { scope: (scope || []).concat('stamped'), 'https://upgrade.example/stamp': stamp });\n};\n	{}	\\x01959dc474904ab039a33744c58e5118b01ab0258ceb0cc9feff2b8586de94829a012d	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	1795712541.5676515
changing	01M8CCXRVJ2CNFQDYH5QWVY576	2	const crypto = require('crypto');\n\nmodule.exports = function (client, scope, audience, context, cb) {\n  const key = context.webtask.secrets.STAMP_KEY;\n  const stamp = crypto.createHmac('sha256', key).update(client.tenant + client.id + audience).digest('hex');\n  cb(null, { scope: (scope || []).concat('stamped'), 'https://upgrade.example/stamp': stamp });\n};\n	{}	\\x01959dc47475d857e8e76aa5a5e6e647682372ca19374d1282e16d4911af8b67a3ef08e5760cf437b29e71592d51a0b86d51a051a8b5d8	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	1795712541.6603649
founded	01M8CCXP48JCS6H0VBEWK53KMP	3	// A second version, with what editors and copies bring into scripts: “quotes”, ümlauts, 🐝 and tabs.\r\nconst crypto = require('crypto');\r\n\r\nmodule.exports = async function (client, scope, audience, context, cb) {\r\n\tconst { STAMP_KEY: key, STAMP_SALT: salt } = context.webtask.secrets;\r\n\tconst stamp = crypto.createHmac('sha256', key).update(salt + client.id + audience).digest('base64');\r\n\tcb(null, {\r\n\t\tscope: (scope || []).concat('stamped', 'again'),\r\n\t\t'https://upgrade.example/stamp': stamp,\r\n\t\t'https://upgrade.example/metadata': client.metadata,\r\n\t});\r\n};\r\n	{}	\\x01e1ea41cea196c37321cf22211214a6a1f7fbced8a24e4229efcb4006e5c46cafc75956773cbc626846452f0695f6f257ec0c8b71f39161d56ead8136c470d37986e25637fe5168793c43f29b6eff	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712573.8142788
founded	01M8CCXP48JCS6H0VBEWK53KMP	4	// A second version, with what editors and copies bring into scripts: “quotes”, ümlauts, 🐝 and tabs.\r\nconst crypto = require('crypto');\r\n\r\nmodule.exports = async function (client, scope, audience, context, cb) {\r\n\tconst { STAMP_KEY: key, STAMP_SALT: salt } = context.webtask.secrets;\r\n\tconst stamp = crypto.createHmac('sha256', key).update(salt + client.id + audience).digest('base64');\r\n\tcb(null, {\r\n\t\tscope: (scope || []).concat('stamped', 'again'),\r\n\t\t'https://upgrade.example/stamp': stamp,\r\n\t\t'https://upgrade.example/metadata': client.metadata,\r\n\t});\r\n};\r\n	{}	\\x01e1ea41ce5108d4652fc905fb202ce9a1fa1af83432d170512d7893de7f3ad84948341b2d84abc8154dcab9a8c64a540e2f43d8244d87f4ac49ff7d92b6808815f5800ce9d3185d56e2acd48113bda3	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712573.9591758
founded	01M8CCXP48JCS6H0VBEWK53KMP	5	// A second version, with what editors and copies bring into scripts: “quotes”, ümlauts, 🐝 and tabs.\r\nconst crypto = require('crypto');\r\n\r\nmodule.exports = async function (client, scope, audience, context, cb) {\r\n\tconst { STAMP_KEY: key, STAMP_SALT: salt } = context.webtask.secrets;\r\n\tconst stamp = crypto.createHmac('sha256', key).update(salt + client.id + audience).digest('base64');\r\n\tcb(null, {\r\n\t\tscope: (scope || []).concat('stamped', 'again'),\r\n\t\t'https://upgrade.example/stamp': stamp,\r\n\t\t'https://upgrade.example/metadata': client.metadata,\r\n\t});\r\n};\r\n	{}	\\x01e1ea41ce54272f1036c9a021d5036a9cdbfa6ddc4239a325b934e6111107278774a1f61131db3d92fd10ccaf2d5ef0921226f56c682d7d	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712574.002456
founded	01M8CCXP48JCS6H0VBEWK53KMP	6	// A second version, with what editors and copies bring into scripts: “quotes”, ümlauts, 🐝 and tabs.\r\nconst crypto = require('crypto');\r\n\r\nmodule.exports = async function (client, scope, audience, context, cb) {\r\n\tconst { STAMP_KEY: key, STAMP_SALT: salt } = context.webtask.secrets;\r\n\tconst stamp = crypto.createHmac('sha256', key).update(salt + client.id + audience).digest('base64');\r\n\tcb(null, {\r\n\t\tscope: (scope || []).concat('stamped', 'again'),\r\n\t\t'https://upgrade.example/stamp': stamp,\r\n\t\t'https://upgrade.example/metadata': client.metadata,\r\n\t});\r\n};\r\n	{}	\\x01e1ea41ce7e50fb982a6ac73f08265788ec406b285955745190405c38690e5da2092e1d753452526bcf8feacaa8d1de36118e11283385292b3cc195a82355dd011bd0844c8f559e9fff9699ec4c	oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL	1795712574.0260646
changing	01M8CCXRVJ2CNFQDYH5QWVY576	3	// A second version, with what editors and copies bring into scripts: “quotes”, ümlauts, 🐝 and tabs.\nconst crypto = require('crypto');\n\nmodule.exports = async function (client, scope, audience, context, cb) {\n\tconst { STAMP_KEY: key, STAMP_SALT: salt } = context.webtask.secrets;\n\tconst stamp = crypto.createHmac('sha256', key).update(salt + client.id + audience).digest('base64');\n\tcb(null, {\n\t\tscope: (scope || []).concat('stamped', 'again'),\n\t\t'https://upgrade.example/stamp': stamp,\n\t\t'https://upgrade.example/metadata': client.metadata,\n\t});\n};\n	{}	\\x01e1ea41ce8a3921b706c2bfbd4b94466acfda8adc9350457a7c2a46551a0e4698fe843972f5bc622b422edbe7f70f20631324d6bc1779	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	1795712576.9704192
changing	01M8CCXRVJ2CNFQDYH5QWVY576	4	// A second version, with what editors and copies bring into scripts: “quotes”, ümlauts, 🐝 and tabs.\nconst crypto = require('crypto');\n\nmodule.exports = async function (client, scope, audience, context, cb) {\n\tconst { STAMP_KEY: key, STAMP_SALT: salt } = context.webtask.secrets;\n\tconst stamp = crypto.createHmac('sha256', key).update(salt + client.id + audience).digest('base64');\n\tcb(null, {\n\t\tscope: (scope || []).concat('stamped', 'again'),\n\t\t'https://upgrade.example/stamp': stamp,\n\t\t'https://upgrade.example/metadata': client.metadata,\n\t});\n};\n	{}	\\x01e1ea41cedcc417e72aee73b99145923121b870c6d13ba4b9329a59db38575f721b1fc59c2e3f75dbd7f0fa4eabd5e4258641706a5228d8059642c99a274acc1142c6c6ec5a17553849bf9d2e	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	1795712578.5455043
changing	01M8CCXRVJ2CNFQDYH5QWVY576	5	// A second version, with what editors and copies bring into scripts: “quotes”, ümlauts, 🐝 and tabs.\nconst crypto = require('crypto');\n\nmodule.exports = async function (client, scope, audience, context, cb) {\n\tconst { STAMP_KEY: key, STAMP_SALT: salt } = context.webtask.secrets;\n\tconst stamp = crypto.createHmac('sha256', key).update(salt + client.id + audience).digest('base64');\n\tcb(null, {\n\t\tscope: (scope || []).concat('stamped', 'again'),\n\t\t'https://upgrade.example/stamp': stamp,\n\t\t'https://upgrade.example/metadata': client.metadata,\n\t});\n};\n	{}	\\x01e1ea41ce87f1b09febbabab7c5181511a79176cd5ebd3fcc5572900a2942e1d39ff1b9750581c58895155273c54d13abeee905ad6f2c2556b389c48fb11bea595f7a5ad7d918e871831abec215	oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr	1795712578.5910294
\.


--
-- Data for Name: hooks; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.hooks (tenant, id, name, trigger_id, script, enabled, dependencies) FROM stdin;
imported	01M8CCWNYHXFPMRZG71SEZ0814	machines	credentials-exchange	/* global InvalidScopeError */\n\nmodule.exports = function (client, scope, audience, context, cb) {\n  if (client.metadata.suspended) {\n    return cb(new InvalidScopeError('The client is suspended.'));\n  }\n  cb(null, { scope: scope.concat('extra'), 'https://clients.example/plan': client.metadata.plan });\n};\n	t	{}
imported	01M8CCWNYHQYRRDX6KZDTSZ60T	people	password-exchange	const crypto = require('crypto');\n\nmodule.exports = function (user, client, scope, audience, context, cb) {\n  const member = crypto.createHmac('sha256', context.webtask.secrets.MEMBER_KEY).update(user.id).digest('hex');\n  cb(null, { scope, 'https://clients.example/member': member });\n};\n	t	{}
founded	01M8CCXP3E09MQ3Q7WG9GH2166	old-stamp	credentials-exchange	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	f	{"bcrypt": "3.0.6", "@scope/name": "1.0.0"}
founded	01M8CCXP6EWCJ1RKNTAQH760D2	greet	password-exchange	const crypto = require('crypto');\n\nmodule.exports = function (user, client, scope, audience, context, cb) {\n  const member = crypto.createHmac('sha256', context.webtask.secrets.MEMBER_KEY).update(user.id).digest('hex');\n  cb(null, {\n    scope,\n    'https://upgrade.example/member': member,\n    'https://upgrade.example/user': [user.displayName, user.user_metadata, user.app_metadata],\n  });\n};\n	t	{}
founded	01M8CCXP77PE00EVGV7JG0MSPR	old-greeting	password-exchange	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	f	{}
founded	01M8CCXPA0PHHEMMWJNTXHQHM9	pre-user-registration	pre-user-registration	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	t	{}
founded	01M8CCXPGV3J12HGSWXBADB06C	post-user-registration	post-user-registration	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	f	{}
founded	01M8CCXPJB4C9K39YV4TPG23F8	post-change-password	post-change-password	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	t	{}
founded	01M8CCXPTN5F4KV3ES2BRNFSCH	send-phone-message	send-phone-message	module.exports = function (user, context, cb) {\n  cb(null, { user });\n};\n	f	{}
founded	01M8CCXP48JCS6H0VBEWK53KMP	stamp	credentials-exchange	// A second version, with what editors and copies bring into scripts: “quotes”, ümlauts, 🐝 and tabs.\r\nconst crypto = require('crypto');\r\n\r\nmodule.exports = async function (client, scope, audience, context, cb) {\r\n\tconst { STAMP_KEY: key, STAMP_SALT: salt } = context.webtask.secrets;\r\n\tconst stamp = crypto.createHmac('sha256', key).update(salt + client.id + audience).digest('base64');\r\n\tcb(null, {\r\n\t\tscope: (scope || []).concat('stamped', 'again'),\r\n\t\t'https://upgrade.example/stamp': stamp,\r\n\t\t'https://upgrade.example/metadata': client.metadata,\r\n\t});\r\n};\r\n	t	{}
changing	01M8CCXRVJ2CNFQDYH5QWVY576	stamp	credentials-exchange	// A second version, with what editors and copies bring into scripts: “quotes”, ümlauts, 🐝 and tabs.\nconst crypto = require('crypto');\n\nmodule.exports = async function (client, scope, audience, context, cb) {\n\tconst { STAMP_KEY: key, STAMP_SALT: salt } = context.webtask.secrets;\n\tconst stamp = crypto.createHmac('sha256', key).update(salt + client.id + audience).digest('base64');\n\tcb(null, {\n\t\tscope: (scope || []).concat('stamped', 'again'),\n\t\t'https://upgrade.example/stamp': stamp,\n\t\t'https://upgrade.example/metadata': client.metadata,\n\t});\n};\n	t	{}
\.


--
-- Data for Name: journal; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.journal (revision, "position", tenant, kind, key) FROM stdin;
1	0	imported	tenant	\N
1	1	imported	connections	\N
1	2	imported	clients	["app"]
1	3	imported	clients	["machine"]
1	4	imported	clients	["odd-secret_1.0~x"]
1	5	imported	clients	["suspended"]
1	6	imported	resource_servers	["https://api.clients.example/"]
1	7	imported	resource_servers	["https://profile.clients.example/"]
1	8	imported	client_grants	["machine", "https://api.clients.example/"]
1	9	imported	client_grants	["machine", "https://profile.clients.example/"]
1	10	imported	client_grants	["odd-secret_1.0~x", "https://api.clients.example/"]
1	11	imported	client_grants	["suspended", "https://api.clients.example/"]
1	12	imported	users	["auth0|5f7c8ec7c33c6c004bbafe82"]
1	13	imported	hooks	["01M8CCWNYHXFPMRZG71SEZ0814"]
1	14	imported	hooks	["01M8CCWNYHQYRRDX6KZDTSZ60T"]
1	15	imported	keys	\N
2	0	imported	clients	["fXAGW38ZSg8iy9NqYwdhRF1351O33UzI"]
2	1	imported	resource_servers	["https://imported.example/api/v2/"]
2	2	imported	client_grants	["fXAGW38ZSg8iy9NqYwdhRF1351O33UzI", "https://imported.example/api/v2/"]
3	0	founded	tenant	\N
3	1	founded	connections	\N
3	2	founded	clients	["oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL"]
3	3	founded	resource_servers	["https://founded.example/api/v2/"]
3	4	founded	client_grants	["oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "https://founded.example/api/v2/"]
3	5	founded	keys	\N
4	0	changing	tenant	\N
4	1	changing	connections	\N
4	2	changing	clients	["oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr"]
4	3	changing	resource_servers	["https://changing.example/api/v2/"]
4	4	changing	client_grants	["oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "https://changing.example/api/v2/"]
4	5	changing	keys	\N
5	0	founded	tenant	\N
6	0	founded	resource_servers	["https://orders.founded.example/"]
7	0	founded	resource_servers	["https://ledger.founded.example/"]
7	1	founded	keys	\N
8	0	founded	resource_servers	["urn:founded:metering"]
8	1	founded	keys	\N
9	0	founded	resource_servers	["https://gone.founded.example/"]
10	0	founded	clients	["iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv"]
11	0	founded	clients	["Z00xqjuElNfs8Pox2PylbS2l4fbFFRy0"]
12	0	founded	clients	["qOyKm88LAlLMRT83isHsSs8u6r6PGHsQ"]
13	0	founded	clients	["OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM"]
14	0	founded	clients	["JxC4sZFBKlJtOY2eBdycfoT5l8jb55AX"]
15	0	founded	clients	["jT5EbtXvkN4ijLBHsppsOSILWACkR5bE"]
16	0	founded	clients	["x5268QAOojz9YBm2PKadc3eMby2WKMTK"]
17	0	founded	client_grants	["iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "https://orders.founded.example/"]
18	0	founded	client_grants	["iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "https://ledger.founded.example/"]
19	0	founded	client_grants	["iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "urn:founded:metering"]
20	0	founded	client_grants	["Z00xqjuElNfs8Pox2PylbS2l4fbFFRy0", "https://orders.founded.example/"]
21	0	founded	client_grants	["qOyKm88LAlLMRT83isHsSs8u6r6PGHsQ", "https://orders.founded.example/"]
22	0	founded	client_grants	["OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM", "https://orders.founded.example/"]
23	0	founded	client_grants	["JxC4sZFBKlJtOY2eBdycfoT5l8jb55AX", "https://orders.founded.example/"]
24	0	founded	users	["auth0|jane"]
25	0	founded	users	["auth0|joe"]
26	0	founded	users	["auth0|blocked"]
27	0	founded	users	["auth0|gone"]
28	0	founded	hooks	["01M8CCXP3E09MQ3Q7WG9GH2166"]
29	0	founded	hooks	["01M8CCXP3E09MQ3Q7WG9GH2166"]
29	1	founded	hooks	["01M8CCXP48JCS6H0VBEWK53KMP"]
30	0	founded	hooks	["01M8CCXP6EWCJ1RKNTAQH760D2"]
31	0	founded	hooks	["01M8CCXP77PE00EVGV7JG0MSPR"]
32	0	founded	hooks	["01M8CCXP934ASSHCCX6Y669Y72"]
33	0	founded	hooks	["01M8CCXPA0PHHEMMWJNTXHQHM9"]
34	0	founded	hooks	["01M8CCXPGV3J12HGSWXBADB06C"]
35	0	founded	hooks	["01M8CCXPJB4C9K39YV4TPG23F8"]
36	0	founded	hooks	["01M8CCXPTN5F4KV3ES2BRNFSCH"]
37	0	founded	hooks	["01M8CCXP48JCS6H0VBEWK53KMP"]
38	0	founded	hooks	["01M8CCXP6EWCJ1RKNTAQH760D2"]
39	0	founded	hooks	["01M8CCXP3E09MQ3Q7WG9GH2166"]
40	0	changing	resource_servers	["https://stamped.changing.example/"]
41	0	changing	clients	["K6Ky9OfnthNa0syHSpuyPVEvXeChH0Jl"]
42	0	changing	client_grants	["K6Ky9OfnthNa0syHSpuyPVEvXeChH0Jl", "https://stamped.changing.example/"]
43	0	changing	hooks	["01M8CCXRVJ2CNFQDYH5QWVY576"]
44	0	changing	hooks	["01M8CCXRVJ2CNFQDYH5QWVY576"]
45	0	changing	hooks	["01M8CCXRVJ2CNFQDYH5QWVY576"]
46	0	imported	keys	\N
47	0	founded	keys	\N
48	0	founded	hooks	["01M8CCXP48JCS6H0VBEWK53KMP"]
49	0	founded	hooks	["01M8CCXP48JCS6H0VBEWK53KMP"]
50	0	founded	hooks	["01M8CCXP48JCS6H0VBEWK53KMP"]
51	0	founded	hooks	["01M8CCXP48JCS6H0VBEWK53KMP"]
52	0	founded	hooks	["01M8CCXP934ASSHCCX6Y669Y72"]
53	0	founded	resource_servers	["https://gone.founded.example/"]
54	0	founded	clients	["JxC4sZFBKlJtOY2eBdycfoT5l8jb55AX"]
54	1	founded	client_grants	["JxC4sZFBKlJtOY2eBdycfoT5l8jb55AX", "https://orders.founded.example/"]
55	0	founded	users	["auth0|gone"]
56	0	founded	users	["auth0|joe"]
57	0	founded	clients	["iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv"]
58	0	founded	client_grants	["Z00xqjuElNfs8Pox2PylbS2l4fbFFRy0", "https://orders.founded.example/"]
59	0	founded	clients	["zhXfd4h8LSeLgOulDmIoJVEM5wUyRx9n"]
60	0	founded	client_grants	["zhXfd4h8LSeLgOulDmIoJVEM5wUyRx9n", "https://orders.founded.example/"]
61	0	founded	clients	["OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM"]
62	0	founded	clients	["OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM"]
63	0	founded	clients	["OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM"]
64	0	founded	clients	["OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM"]
65	0	changing	hooks	["01M8CCXRVJ2CNFQDYH5QWVY576"]
66	0	changing	hooks	["01M8CCXRVJ2CNFQDYH5QWVY576"]
67	0	changing	hooks	["01M8CCXRVJ2CNFQDYH5QWVY576"]
\.


--
-- Data for Name: resource_servers; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.resource_servers (tenant, identifier, name, scopes, token_lifetime, signing_alg, token_dialect, id, scope_descriptions, other) FROM stdin;
imported	https://api.clients.example/	API	["read:data", "write:data"]	7200	RS256	access_token	c267d7170749a8122e1355bd	{"read:data": "Read data", "write:data": "Write data"}	{}
imported	https://profile.clients.example/	Profile API	["read:data"]	86400	RS256	rfc9068_profile	da778656023aee409276dfe3	{"read:data": "Read data"}	{}
imported	https://imported.example/api/v2/	Auth0 Management API	["read:hooks", "create:hooks", "update:hooks", "delete:hooks", "read:clients", "create:clients", "update:clients", "delete:clients", "read:client_keys", "create:client_keys", "update:client_keys", "delete:client_keys", "read:client_grants", "create:client_grants", "update:client_grants", "delete:client_grants", "read:resource_servers", "create:resource_servers", "update:resource_servers", "delete:resource_servers", "read:users", "create:users", "update:users", "delete:users", "read:users_app_metadata", "create:users_app_metadata", "update:users_app_metadata", "delete:users_app_metadata", "read:connections", "create:connections", "update:connections", "delete:connections", "read:tenant_settings", "update:tenant_settings", "read:logs", "read:logs_users"]	86400	RS256	access_token	47c67d925b349a1f5b1ca350	{"read:hooks": "Read hooks", "create:hooks": "Create hooks", "update:hooks": "Update hooks", "delete:hooks": "Delete hooks", "read:clients": "Read clients", "create:clients": "Create clients", "update:clients": "Update clients", "delete:clients": "Delete clients", "read:client_keys": "Read the secrets of clients", "create:client_keys": "Create the secrets of clients", "update:client_keys": "Update the secrets of clients", "delete:client_keys": "Delete the secrets of clients", "read:client_grants": "Read client grants", "create:client_grants": "Create client grants", "update:client_grants": "Update client grants", "delete:client_grants": "Delete client grants", "read:resource_servers": "Read APIs", "create:resource_servers": "Create APIs", "update:resource_servers": "Update APIs", "delete:resource_servers": "Delete APIs", "read:users": "Read users", "create:users": "Create users", "update:users": "Update users", "delete:users": "Delete users", "read:users_app_metadata": "Read the app_metadata of users", "create:users_app_metadata": "Create the app_metadata of users", "update:users_app_metadata": "Update the app_metadata of users", "delete:users_app_metadata": "Delete the app_metadata of users", "read:connections": "Read connections", "create:connections": "Create connections", "update:connections": "Update connections", "delete:connections": "Delete connections", "read:tenant_settings": "Read the tenant's settings", "update:tenant_settings": "Update the tenant's settings", "read:logs": "Read the tenant log and the audit", "read:logs_users": "Read the tenant log's entries about users"}	{}
founded	https://founded.example/api/v2/	Auth0 Management API	["read:hooks", "create:hooks", "update:hooks", "delete:hooks", "read:clients", "create:clients", "update:clients", "delete:clients", "read:client_keys", "create:client_keys", "update:client_keys", "delete:client_keys", "read:client_grants", "create:client_grants", "update:client_grants", "delete:client_grants", "read:resource_servers", "create:resource_servers", "update:resource_servers", "delete:resource_servers", "read:users", "create:users", "update:users", "delete:users", "read:users_app_metadata", "create:users_app_metadata", "update:users_app_metadata", "delete:users_app_metadata", "read:connections", "create:connections", "update:connections", "delete:connections", "read:tenant_settings", "update:tenant_settings", "read:logs", "read:logs_users"]	86400	RS256	access_token	319217c43341aa95269d53c8	{"read:hooks": "Read hooks", "create:hooks": "Create hooks", "update:hooks": "Update hooks", "delete:hooks": "Delete hooks", "read:clients": "Read clients", "create:clients": "Create clients", "update:clients": "Update clients", "delete:clients": "Delete clients", "read:client_keys": "Read the secrets of clients", "create:client_keys": "Create the secrets of clients", "update:client_keys": "Update the secrets of clients", "delete:client_keys": "Delete the secrets of clients", "read:client_grants": "Read client grants", "create:client_grants": "Create client grants", "update:client_grants": "Update client grants", "delete:client_grants": "Delete client grants", "read:resource_servers": "Read APIs", "create:resource_servers": "Create APIs", "update:resource_servers": "Update APIs", "delete:resource_servers": "Delete APIs", "read:users": "Read users", "create:users": "Create users", "update:users": "Update users", "delete:users": "Delete users", "read:users_app_metadata": "Read the app_metadata of users", "create:users_app_metadata": "Create the app_metadata of users", "update:users_app_metadata": "Update the app_metadata of users", "delete:users_app_metadata": "Delete the app_metadata of users", "read:connections": "Read connections", "create:connections": "Create connections", "update:connections": "Update connections", "delete:connections": "Delete connections", "read:tenant_settings": "Read the tenant's settings", "update:tenant_settings": "Update the tenant's settings", "read:logs": "Read the tenant log and the audit", "read:logs_users": "Read the tenant log's entries about users"}	{}
changing	https://changing.example/api/v2/	Auth0 Management API	["read:hooks", "create:hooks", "update:hooks", "delete:hooks", "read:clients", "create:clients", "update:clients", "delete:clients", "read:client_keys", "create:client_keys", "update:client_keys", "delete:client_keys", "read:client_grants", "create:client_grants", "update:client_grants", "delete:client_grants", "read:resource_servers", "create:resource_servers", "update:resource_servers", "delete:resource_servers", "read:users", "create:users", "update:users", "delete:users", "read:users_app_metadata", "create:users_app_metadata", "update:users_app_metadata", "delete:users_app_metadata", "read:connections", "create:connections", "update:connections", "delete:connections", "read:tenant_settings", "update:tenant_settings", "read:logs", "read:logs_users"]	86400	RS256	access_token	ce7d96f7998dd68647a463e8	{"read:hooks": "Read hooks", "create:hooks": "Create hooks", "update:hooks": "Update hooks", "delete:hooks": "Delete hooks", "read:clients": "Read clients", "create:clients": "Create clients", "update:clients": "Update clients", "delete:clients": "Delete clients", "read:client_keys": "Read the secrets of clients", "create:client_keys": "Create the secrets of clients", "update:client_keys": "Update the secrets of clients", "delete:client_keys": "Delete the secrets of clients", "read:client_grants": "Read client grants", "create:client_grants": "Create client grants", "update:client_grants": "Update client grants", "delete:client_grants": "Delete client grants", "read:resource_servers": "Read APIs", "create:resource_servers": "Create APIs", "update:resource_servers": "Update APIs", "delete:resource_servers": "Delete APIs", "read:users": "Read users", "create:users": "Create users", "update:users": "Update users", "delete:users": "Delete users", "read:users_app_metadata": "Read the app_metadata of users", "create:users_app_metadata": "Create the app_metadata of users", "update:users_app_metadata": "Update the app_metadata of users", "delete:users_app_metadata": "Delete the app_metadata of users", "read:connections": "Read connections", "create:connections": "Create connections", "update:connections": "Update connections", "delete:connections": "Delete connections", "read:tenant_settings": "Read the tenant's settings", "update:tenant_settings": "Update the tenant's settings", "read:logs": "Read the tenant log and the audit", "read:logs_users": "Read the tenant log's entries about users"}	{}
founded	https://orders.founded.example/	Orders	["read:orders", "write:orders", "delete:orders"]	3600	RS256	access_token	cbc6f7dc90f4f0852cc2ad41	{"read:orders": "Read \\u201corders\\u201d", "write:orders": "Write orders"}	{"allow_offline_access": true}
founded	https://ledger.founded.example/	Ledger	["read:ledger"]	2592000	ES256	rfc9068_profile	49fd776e239ebccf90d148b4	{"read:ledger": "Read the ledger"}	{"token_dialect": "rfc9068_profile_authz"}
founded	urn:founded:metering	urn:founded:metering	[]	86400	EdDSA	access_token	cdd5ab8d3a6aa0e9e2473f0c	{}	{}
changing	https://stamped.changing.example/	https://stamped.changing.example/	["read"]	86400	RS256	access_token	9bb6e3edcdb19a5ed56ce756	{}	{}
\.


--
-- Data for Name: revision; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.revision (id, number) FROM stdin;
1	67
\.


--
-- Data for Name: signing_keys; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.signing_keys (tenant, kid, "position", alg, state, private_key, since) FROM stdin;
imported	GnoMh5HaIGU_Dh0x4ht_kjFE9JM28T0W97TygYOn-rQ	2	RS256	previous	\\x01959dc4749385f0b2f52b517e0054fa8d72d7171590dc4075b21e9b13e98bc987b10150f479b9753770f9ce6797937b0fd72f7a7566e8b78a4ee4dd2476b600525e5e9eb49d4093700694cc1f8ac6910098d32981fd6e9713ed9f5ede97b11447104bd7c96e64f11680947b17567c055ffefbbb4f1539807ef6a4aa2b99b7618aea8a2a6922739c591572f6d56afc04799023f29d082ed4275b7c66a8fdbab8fc072cca331bad0a50d9a9ba6de123a73e39e13e71064257b743af954b31dbb841299630f978eaf376bc94f9971a95491b51a9f866f6a92911bad6733d16bfc614b91b803cbfcccec3acfdd6b5f49e7d03d2a6aea876b769fcad61e3f1fc6758f494436f0969057b88765686851079a87ed3ed601ff36d4264b3ceeff418774664dfab7cc693f33a38f4a06f0493020a283bccb6eb2984adf049a07511d2740c205a1cf41b5047f119996a10b41cbbf5b157cc16a6a1c6147721a65d27e4e3818c6783c8051067d4dc1a00e9aeb8af5d6aa301431d243a626341158b15ee7878b1ffe9d75aa417ba508bec851d9b6eecc27b8c79465012a0bb0019e9098596844d80414c9766e2802e0f5992feb820a97f477ec341b360f144f1acad706695e1960046de91f8d3f52e5f15c7f6d444adefd3322093aa06e3381ca5fba98c2c69865beb6e1719dd97f736b665636372e809139c220922456ec208f505488856b4286acfd0329de4846708dacb2a2d7513b33b07a76843f6fa04fbd824a077a9c1899ccda01974ea9862d333bf6c4dd26f77c03740b522f8ff513b489b13ff0621e03ef10ac252275aabfe57de4b393ef4aae5398a0a3d35680756bc73ac321a8e3da456c774d3a99cf7346d5561d3afe18b91eea21bbbe3d68245f5ec67f98e59d2749166ee74240c745eedcea8ec87d2cda1d35905cd95b03cde6d80a61b950ee5a273dcf106fc52cf5abcbfe30f7aa44c349c10f0067bab4a7e83db8c3a863a2b5cb6092247ffa7cb6002dad82b70e96e0eb692f1a23674eca007eb2120347ac27513a8954b8957387666cffafdf5691be11a910087c5de2df984a313131fda4c64575123fa1f0ca13cbd9585dd90158e99b4ae09a892972ac109b0246b274e966f4d749bed1be61ca3d2036e80fdc37ee7aaf7ac68005e207a0fbb5895fb7a5aa8b4b0448fa62d59b01b94fe74db9704357678848af8add324841e31940b6dda8fe37b4e05886a056b87d5627fd52f643aba6aa4adf8323ee477f1831d67bf34036331476d2f71ec1bd31789745d5b93dc4fbaffce5728aa1382578f680dbcd5bd1e12501156fad6c82b8d99882373ac3dc97d1a28cc9d5bfc1441dcf2aed9c83feeef9c49066e980cfddfde2db221c3f74dc496887fb6dc974024e55318c70366007b0128df95791ec35148f4925c2fe5f07827e9c4461e00af412c918aecc9c00317ca9d969f8757d02195611c811d306479d3b7b3f1b76affa6f5ba87fb91c108d1b424b4bfb7375987dddfc4ff0b142db5f06e269afd053c626bc85f962ef232c7d55373aaf0c07f068570218c1f84d302e07e08c4e8796c8fd29c189ced1e868698eea26b40972e6b6b63ce3025e20ec637b75d258b86ef050e654669680a0523dfa23bb9c1c33aa5d6675e7fd72839bfbb460aed26698cb0d3090393fa736a53738ba4e96e472b0c826574ad91509789406d7796106cdfa5ce810f58645659fd617eee2d49ff8a29d8752d36ac9ee9f13d102254597f1a57decbfa5db8b07f556ae5c194ad3c9418f0bee690936c8bc2c44aa17eb64454d5f685ae354596ec4d40a4dc2f50b20580a613d82c2db1937eb82e017d148045f9bb92b75c0e5ba89d09f7378045e9de772092a1bc77cc88b4247d29be681fc0fe2fbbf8b2c446a550531c53d5e61c9a9e79f170a3fd7bbc3351438bf946601f12d298989066024db505a801db179300f2faef6ececac35ed4e60a7804b9610de44afc642b73f8c7f308056425de5c962822c140bdcaf42ed3bfc0edc6a9f76ccf97dbffc8fc4739e323512ffcf3bce4b573c729b2afaa3f5bf1e9893a320b9e0c66ce561d9f8d58da7047b432c6f0d974ebef54adcc808237910768efe712ee948167fb947996faac4b672c832cd6f717e726f1b4239109534e5f3daa77ab9af3b1e31caa3c8a1ec20985319a7cc501d10e40302c830214dac58de6a48677b47ac8babab80dac39beb5af23e26431be003516accfde35ed6c5024b89327e0d6115af5b7456a667f5fb36356515e9138a7ef2b346113c6cd5693ba07babdb42698e8f320ae7a53555525da711a51bf57c5cf7d25fd87446528ccb19de4bcfcdc916e17f913ebe089110a20f71f9721d419bddf0ced39e6a098db80d2bc923c3263a4a3d66e02803cc99e1f7d507175c8e3919c3fd6405016da211b5b8b227e0441372792fd662f7cc6a95ce726c4	1795712553.342952
founded	90lmv606E7PNIciBqdJik1FDw7ebwW8iNSz4zh67JpQ	3	ES256	current	\\x01959dc474428050d944101b2ace713f88fd05919b2eb603ec989d4a36157b138d91d95043d251007dde6a36ee5f2696473f84ea2c80e68221269ab9dce06a3ceb1634815059a73f423164201fa5768cc0fbf05870cd7417ab06ab2958cc97baced15c4e1fb8a69a86910bb5c0e16ff8c02fa507f0c6ea11923a604e5551774e7200c2c7ae26be5b0b41c1eaeb0a270fd7085841022e919228470b77ad7ffd980bd6d0f18718986934f6da219ff40a12425c50c923baf574e0a6cd54ea149d3fb7c1eca106acc0162a7b35b528721bdbd7bb036240b9879cf8067b0dae3c966855fe9183c64fde5acc15836e80ed8eac03e1526c03d54020dbcfc7fb6c875f3f5bc04839aa74e8090d53b0d3592fb094c427	1795712558.2951639
founded	Pbe-XNYW1kF2ijriRPTJiJkW8JH3TqBWuMq-HLZINao	5	ES256	previous	\\x01959dc4741aeee8ae70a7f93a6b3bc65325436604c2406b8b533ad0536693b32535a6bbd8910ddabb4da7a1ce4f7670363ef070d68c91e55d3c18924eeaea636ffe3b5ff6936ca9cef8ad971dcca47cdc9d0b5d35b138b2d5d0f161438bec77a5f6eb6ee6517490765d636766bb3fa235065ee1361eb5453a3f212046d468a042b054715d9c2b4bbcfc61b68393a9f769b1758ffe880faf46c58f00d461c4efac0f3661107a32e4cfa52f6f2f78975a97cf3be0bf224352c22bcc32af9ae1056480b95ad9b91945dcf59b7d6aa47b53e1d3b6eb20a38c7c03bda18323d78c1612cf86f7e629cda08919325eec4a527918b5be29ea3b323705c16e6160b2bd2759d3de26c401af6c29376cd4deb42ad881b2	1795712558.2951639
founded	wC6Rn6WWhchf9GzbMfXVho4y8oXr4p2Ihf2eovfVa7M	8	EdDSA	previous	\\x01959dc474099605f2464747a8507159067d828e8848055a2122551e2dcbc0dada2c734a9d9f196be82287d2be0c7394f6c66ec7b919b88539ce3e16aad1067d69ecc9faf9c6f5181cf4b60bdd85448a3fe802e8473d6556b50af92df89ed81953228936009a4899b174492cb8463f40fbd6df592c35e1b5554473be956136105f307f9e192a74fdeb0b8b17cc0adc449b80cb54645e8378	1795712558.2951639
changing	fWna_iKpeznlTNJu516ZHUNC3titwqSFQkA2zYD0QT4	0	RS256	current	\\x01959dc474e11478f43e2c82437a38b431dfdc8647e21259bd97bdb23c8548df88df082af876c0557ad4d8473a5ce5cf1db5554ddbf480eed6449fcdb6ad886c1a5bd4cc4f48ae26b56be72fed53b87199435883fbf756ee434343baadad5da95934f75cc502f4b9c2c7fa02fd75f2db36c23dc019a171c5c5c98b5da2c2847a393f20353dad1e376244c586bb6ad21c9448489fb00335386820144c306331b802cbe0bd54a819e7593f6251b0abd3b027f5fbc7da9c14311aabca9406f15c031935af447076d7da0fb3856861cdaa3ee5efc92380b09cc4475efd1202bf4b959f3c69e1595439b7adde8d907ef717e699dd9de09c8fa94b7b84c46f347f65765a9769a3a685d47ecbf88a782a34eed6920d24cad055e9783674449c08b6de1ab1bd22646ca191c92182952e0b09795dfd73a6f7332cb2ed49de4bff4d275da5b9a456aa4cb0999aa4483e1d1c2e604582f223f4045eb25775013c631daa71580979cd490cab4dfd01c477f04b75247a0e3a4f0316bf584918b7a375d6328fd97e6e33c142a7d5e704afd5a42e283a3685f893cb8559235635f8203498ba270aa0b154087ca2f8a3b14427eceb527d1d51cff14dcfb103e5003ea9afa7c3d53c0aabc8e616607473b3a464b4c531bf3a5fb855570f5328dabfad779d7ebbbb72732254fea40a2a0ac4f051033de62a07ac68863cd2937dfe0ca862ae38475a49ac0d582e4836ee8fe7bc3c96d7dbc3d62bcc7cdc4c05d997c9ef6bc9c5c0c58501ec5874b5b402552df25c91152725d93166f30be2eb03d3b72b539c11d51da12f5ef71dd3be9bfb94a5f60a577f4fa876541ec7aae03e29f2afcd1ce97b42355ecbb38a76c6b047b56ba11133f1fe3c1e98136cfac5163141ead86c2d3649821d809a9e9442482d52146c08053bb67a986482bcbc93ead1c9f628894460cf7279b97b124ea89a966d48b461fd101f208d6a520992a73804686f4688621822096de776876a8185b62594649aa543902df0f693b32f14a02ae86cc78fa5db8119af51b44b6dc331eede2d76e9adac6c4c15a5150053efebb1924755f5cbbfc82f8e690bc96b8bd4ad073bd9654efb60a9f72f274d92ac3ae1d53f3207cea04638a893692ac8cf2d86089f7368969d24b4fcebeac889f1e8c3576f8a75555e467eaf42917078ffd0b5ec26ef97d8227dc505fcc12e75cf8e82c3d49f8c1002e10f87d929679963a5c551c4bdcbe95e8896aeecfcce204675231bc9e992e28ec0b966af44ba0f81bed120e38538017da125ea68768de7ad8cd32c59c2ef940479d6c5125bca275d9ef69a42c8c69794fafbb98ccfd46f8b5b12aede16714f95b6d331279d0d8b771cad34f87449348a6068aed19decad47315b1b72ea8af4334bac35d4feaca298e8a7b5b3ad8a5af7376e56312b4cf632e36369b8bad114398b9ebe327bb216f697e43aa0e7de462a7788dce6e8d67e74765c16b693faba4a56a6261bdc248d58c61710e1f59909a4439e9db5bbb611baa64371ddc46d267839d1f691801a0f1ebab422c496d09738c780b2dd1613ebaf68c9e62426aef5570727461d3133abf89101ba1660f2c7b93441ec29bd3b68ab0e01daacc7c5db47c4c8604f08ec31d08b979c7c81cc1dda75ac1a17504402219c04cd7693dd8f4866045bdafd3606e56262da9741b26c4176d7c230fdca217c9d650a6990166c107ff9aa6c821a160bb575b8a778f1d403935edb2bd0e32034e392fade500b6a2ebb45e1592868fb341959561e184b6995b7fd63403b5bbbc8d3917eff773faf6041ef4c76210158a021690f7f82af1ffd79aba863783fefef56827c07f433c92c71ea5c3d193c6a74421db5585b985fc318fc75f672ea052e478bc292a1d6f2f50b60d33a1944f3ee6b33dfc320805182f255e75d9696347b1a5f3c3a26de832ff4253e0f96feeb15f36756e00a1e7b9f706d55f7baeda4aa911952d8d5f87883ceaf939f37e9df9801adfa2cbbfd98b00fd6b7bb3e3682a897f1b6c34ed9c1e920fb6e8cc391728eb6ba897d3c806aea7f4248ac678d7d5fde22ce6d6db0c785e8baf8babe4510b8cf946062ceb4a93e70087ccd4407649a30e0e1874ba167d674de5df313b16cf2ad2a2e41444b7a7c6c219158397799aa215bbfafca02770104a139f7eaab74cc01042e37b3acb5df39db61276e8180172d0f162698b663324011de6da4757e47be6dfb558efc02acf839a2e9c554b452defe01e66ffa3a65d2e68a88ce5d1289b9065195dc8f23846de6274ad24b3591bd7df8f17894058d482582fae3e88cb7ca1195adbf0c665b3781dab6447aeea2b24a2b0cf36fa52d284696293b7b9c63fd018409274b5935a848fc569654e7c0681b83dc9a89081d723609b8945b3dde4871f188d877a5b053f25dfb3c52cb6d28b7abece5e1d770fc13322d6c63f19b6c83bb	1795539724.322996
changing	HgbmCAHO4L-I8FLNpZzBT79EgmLwsYgqcxTwNSc_F4Y	1	RS256	next	\\x01959dc474efb3ff6bb3077f10d9a2d64b54c0b66f523f5df90938764a00bdf65ed4b79a14c4534535fc0a9fd3d3202fcc987b75e29987dedf29cc523632ed5651d21fd2f146ba75e3cad2830d32aacb5329c446bccd0ed0a3a9873e10b4b17b63c2073e2b96708fcc62a6231a6f613f8a0c97b3de179d39bed22361bd192083aee53c1f0b217768d78e539ba3b868539472d9d826ec92370558545acb923970b47d99e4198031a1dba231d2735f828f3c56ccd7fc2ba98909652cc07d4f0aae7a3e6b1b91e2bc52a853e785e2e1d9efa16ca84c9be4a3294c55310e89e9f80527447fee2918bb6506f7f286374b0615783ba0d6e2e37fa041402e8ed959d60d0427f7380fa48d60942f1203aaaee62efd09c5a067b9bcb0162224b2efa6fc00c092aabff89fe6657e8acfce205451b27c7e8448527ef17a54521d459ea70117513e022d6fa49c79f40c2f700384b14c6cc8f954819c06821902cb3e24781807d69dfc34b665f5dd0c1bee4cf2f98f2d3943e41df9d14dc5a59cd7ff69110c395704196debff279aa57b40ae1685814757a96296ccfec81536fa3ca99c7bd43283f8f9723ce644b17ebbee014ac67ec6d1770dc020c838b07071c679d99d75908cd8774593a9399c571de38ade85a35428b2558edf5db72fb4643432e9c3210d8be533462a283174884920f7ed2b9eba4d80ac834d3deebd2587ae99848d35171c8fd8ec2fe92f58e82b8835eea185515cd8312d897f1ff17c1e7ac4c450f5370f00ce43f10618226a550afcc664b98f29355d1713dbda0ecfb40501495512dbcd7710904dc476790c34e8d2ba1af4f116764b4ae938d61694ce9a4e346e3dabebe71cef096ced656c83f1f77dbb5b722899bdb8fe2d908f8b81402211c3f1de05bc3700cf4d638c7f171c7890abd791f8521ca4fa7a57cb3390aa7480c5eb85ac864440f26fdfc573da74a46d831d72651729e782071deda0723c5e18d37e91292be6159342b69c8164a2d4e1e9ca1d798ba7bcb2266a8fefd324e3c9275cbe243c9625ea0d26035caba3976e2ec55f63563f532cebd242c3427127ce63cead1703541494d4ce5b007e1304dba3a1ce6467fe8a89b8e7e610eb444e391503608913ec4bbc26c3989e7f35ce59cb8e4748260cab3a4f9b58d0f6356059984f8e8b76ab73e1e5a50239f3e78cb09be9ac6243ccc1b52099f9d4ee47daedec65d10adb99190118a103428df6e08720d3792ffe2779e6e407bea8feb0fa5ee2713bc4eb14bbebc554f83e6167771609d09014bb0e0d5e8515885edf8148ebd67d97e646f2740587d76c059a3714469e409cdbf16698434fd44151cbdd1a699395fb365118a0c08f145291f2afa2f1a9f317590c335c1bed83fc82ce8b30e0c96b82bcc223d04ffcf045d16b3c04d33dcc2e2ba1d17a30c4ff05b7da4041b05ab4f48f2764c3b226e07290ca2c8ae61d4d67e0037be90f8c271ef98892f2d8c82eace432c6cb04fed965e286c7bb38d457429cfa5e2fc9c5fff5a4009a22c753cd5644fcc6c12bd7ae90ec8252e43f45283bdeb70eae7710dcda3caee5a3809b3c2f9148b9fb1f8de7648b16b45a910885b548bc107ba84b94ff3128cc44d35a4dfea41f3539a0531a428e9e574b9e85e3cfaa41480634312d5bacc458414ad8540b2c2378ea071e154c3e12330701d9bb3989c0b4b00ea45f37ef4873e47c679b9d54f82fee3b10cd33f87f33eee7206daafc0eede188aa293ad9c0b0510362636f6b80977024d52937d54405ce35e6231f26f00d78616374084b0bb269204645f1ef1c3055e4c95df8d5cbd2214af88d9598dcfff256911fcf17f469dbae38902da1762bd82c5f815561840a206a3d32f9f775611390d5113968c128d5c1153ba6cb71a6511bdb5de199dd67927a5e4a53c9a07ce87db09b128bc602f75e7c4abab0d7cf37cba7ff5e4ec70a8c3016146ee96b44787e66fd8ada1b7d98f7ab7686cc772758b07b11c730f92ae5219837487758df53abee6e7988de482f893e51342df9639464a2a48274adddf4928c0eaa4b5f99508b1b33de0f19944ff00bfac4e78f28e7a2845d22c9f327eafb85ecf9a114e95c0f0bed18964a01877a11aa7485c662ce7752ecb1b9c1ca3fe723d68e8838b823d10db47cf4ce422aca22ab647837f4a9a6bf5ff4c370950f33fd71e78a1a74927184bed2d46d9da7d368497ed2057495f1910b7417ef53618a04b3e18d0aeeacb3a21a84f8fbff945133f10bd02880a5ecaec0965fd9fa6732707c2eb985ba5f5200449c7c8e6b04d96f742966e6c1e188b9f666109289f40ac517e7769ed40f26ae07866b7c36e3e17a23b8d974826815112bf12fe6afb39f4f63fbece695b8de65c18c335e3c07ee3b6b04d2cbc65d02d9121b21620451db8bf38d9234320e80c9d3cdb66185bfc3a87048c72667d5b21d56a3d0	1795539724.322996
imported	2ni1VNUOYQSu1kuScZKaN-sd-4eh4WdAFfWq7MoKGwU	0	RS256	current	\\x01959dc47438666f7c39b179f09f3a26460fa51f77eb20572deeed88049a3f27788e2d35f5e78e75f2d5c9a83a1e6464e17286004069dbb98faae3f0bb314a6186e1dbcec1ac21fa5481d4a32a7fbb44a8cc41c8a233794853b9540ecc1a78ec2d94bd0c2d0c858876e84131b1884f53524b232853d4bc0ba80c6a95f132e081fe340938d364bcd80f2ad983c3cfd0e0e1da16d79eeabedab69faed93cee68688784e9356aecdcfdb5b8bca0914fa803e99dc78e6e842959bcd0bf0368d058d1e5f9849f63a6a45596278ec6ab78193c34ed5d250fc09211d8176fdf19f3b4b89e2c423e3f63cd216c6dade641bae24f9057d0e0e7f54b6729faba190d05b7e7b30a0aa25df2828d595c22b48f0b3aa84f77dac41049dd095588f05ab633e5d529647e02979aa6adad8079ccd91e03c2c47caa77e923aead82b6adea48a0a057045c17436c3f4be72687e437f0f5a7ad7ebcf69e05f01c79f4329aa5c74f60a440dc9cf41e71b5b4f71c13587e7e95948bc00a5c8bb6e46db1477cdfdb7d974e1e8217326448e0d30bffc252b780bf2a45c196bd2d4314b25355734103702ae99c4a524dc59cee38173b000b740cc7639896df859bb6212bf44331441c08582a89a4b6337d8c35b54fceb95eb34af09b4a39573248cc0bdf8b0007415152c647fc5122c20ba0d1ba5fbe54060553083240c8481ced374bba75eb18c8335571b91df898499c1bea55f1080ba61cc24e9b7010e417229f299d914b53cbca81f4f6996b6fdcfaf2375b25d6e97baa56b489fd78ee5615056b299dea4444003c7acdaefc7a61a5dc94c408035a9b6d349d019850e7ffe4d4b481da4f5e1b84c1cfa08a4c4c28f5546d6c3d43c005658b0c066b43e88e0a5b4aa24c87f21f25805644e9b35255af484caaa43bf80ee15eb50cb1146978acf35dcbe7c5ce0cba871119b064b2a0501392b774c17d00f3a9a35f5070683a7e02645115b73faa12f502b48bb51a81661c4222519d011a268c58afa058cf44d2d0398097a559c85f50cfdb1df47172c90934fba9e7a3a40e5f4514bd6e8fbccef075da085254eb2e1aa28ee9e73984318ba2addf59307a68c726d189dec0c5f8b1d438b9cf14361ca23bc1ef883540df2a99460e618bea3ef7796255989a3bc36b5d9cc2da562cf9d4bf9e6942a9d813a03be941b7acb24f9deb92e5ab42ace7b7516f07f1c7f5b2341a125085aec29af2a63ac1342d963de5ee19713095880e5c525b441f12345c04a33fdc0cf72abd4cac9a5774ad95471448dc5462bac46b6a6170eb153d615d13e46dbe459303a0c2fb8c4a6d23654062d062239ad1b0f9dc8e454c73587ef4a380db1a337395a4b17fd10c3a4c3c889bd440a2813ce8cfdee5b6c3d1297b34f464a1c8d99df7bc2a887f40da0275f0c43410052f875f6ed85e9c02d47a163fc0d40e87304123b0375a4d79e154d683992152ed43bfadec0c73513f895fd4040b2ff7d291454e7e0e0a19f536f82f4d0579d68ec3f3b8559928ff69b6a0a5710eb0534ad80ae32477c65733de6fa80166eac1e61522ed2bc9c3d5859c0930ade923310cc8a673d59f6d9d3a94248dfe96127cda292f2e597b7be0bbc8d72cdee602bb6aa684324966243fe7a30c3b65b9952d2df916c26e5d9a3dd09682186b8a8a95fc70873a2d18c486533e82728e7c3172d97760c713d8c2c440e14a1adc8ac16e48f42876bd6b236ab3fe6557e5a7323ce1a647d9440bbd66ed7265e4776daf038add7301d3d713692a34515e2f28034b07d2149b754210ad73e579766a725ae58b3f2d6113d7c13bc33cf5341fab57a50c625fed5e2686f2466d5c773d984d8daf168c258f41cf6521d32908b4110dd559e750bfa52b748fbe8e42150c8b2ae47881c8e79915eadd6bef5b6bd080ea38a680d2c8c3749a833e18605b17efcaa8be9a708fc34d374f881651ec1981f3a9dc6b1fa717cb1c466e9512794c4a972a334f544d98dd78019b018b52a8f00217a6880ac74d6e06fa8b0f77b76d7b6cfd059f5c5e0d04a9334c7d2dc4cb606accef417ed2861a149efa998697b942b02e5d16350e6bf6701cd8f65c80e4519d0ad43a90682d8c65811d3c24ce59049a1a02f09b10ad514fbbbb41481d30225b7563d83250b07ff5014d8123b6e8c9220ea4e7b89ecab089b2b3d2e8831e5d804e6547552b7fdb26b38121d04c4ea295930ea8505db4c62fedae402fbdf4b3354e77d691b4b6ed0ff81c01dc223614663307d09cc3a87a0265c09f5557cbc0397afc975a1973bee91f76ad8cfc473752741ffa356e538a809c51420cdca0771683f14f084516b5ebf22f7e5c0b9a84e2efa6226aee48977c2028c4f5f07800edfb6e6d329f96d5f78f4ee398a41473b8a47e98e15bf04b16f6cc91dbd1cebcd775e5300a9c41cd88b25cdcfe600a96588e4f16ca67fd8175290a	1795712553.342952
imported	8umBzVLhYxxhTWCdddaWCH11TGQgw3A2CCMGhoUls7g	1	RS256	next	\\x01959dc4746c2e31bae3535fa31e73b01ab7b5c405386f48351f6fb65519b933add8cf2e845a51fe25bd8f96d49e0286f8d3f99a3665bfac295b9b695e5e970dc3ce2ea827b7a6730372d2d0b36f44137170e579953d6ef41faf3149a553fa47b5bb81adc82ccec415233814b530700023ed93cc40917c983d82d54a59aa8c106842ca62ddf24e80d2eb9c9124d3f0975645f04a9a08a04f1afd061edd2e17b6eb2d0915dff347b3dfacda5438cf1f64b1c3f0237b2c095b5a8d8eb130f40ced2fcceb5f91ad0d025d3c7e80eb1f923ae25dffe16a6bf87885063bdf0d8d081a871d03c4b8e658e9e4567176949a7efab2f8f826f6ad4c03f20b1d2b18b51da67970d8b131aba1d9c9bf5ad11b5167c95d47a10dce639324518ed6aed991f1347a4c41545c2a380550274434363ea4a841aa8544309fd01e4b853243d5f948a67366172bca9b2a9e1ec37ad04777b4ff429e77866e2f1c5f05cb6d1ddf096f8149f204ae75464c7d60f078ad16e7c7ed732ead4f15f51632e9912d89380cc084c69b9e6720bd3a3fe4fa83d16dc380d00585a5f8e9c75a93c81862b335d0ca1a21ec6a9245913a9fa575de41b1f350506bb0dca96cc52a236fc01d65db2a931a915306e29d86dae92e2bda690315a9b0510fc387e59eed6db6978433eeb82395c4383b4bb4164f4caf9a3c8a80441d71099f976e924943e181d7d2efca08ddd33b295e930bb10850cbbfc59f1acccc2c0d0d0c6ba514aa66881428120cd7160ec6fbeb8813685fbf00b483bfbe84b1c54670a26515de2842e499e4b7c13ec04134e5f98df7bd10454a7ea6b77f620c7e7a74f7d1561625b2883a30a542f9f2cae0530ce4377f90b902a9f5be27f2f91f4011036b5c13980c07030c81f89182f22682c3fb4dcf6cd407fae23077d1d54bd47c2464a80f5189f0a772002a21685d276cc54a6777425cf21e64ba65a46223597297146a9cb23f82e8ece20fe87f1f1dd3be09420e36d7df2cb516ce2a793258f82c988fa775624c91b40bcefc88cc9a7e46530bcff8101ea5f7ce7390ac990cf2b3b579c233e8a33b0ce1060cea3e527cf70ebdce6300991a596d293b116b5a309131962db28e2e290cedc7de918e9041e553dfeb0ac87c88f9b641070e77580560fed7746280d3a8833c2cc5a572291f20479caef776ebd23b69e1ba4eaa4e7b66a6f2fdfd8d7e9bb1132e2ad47e0eeffeb46eb16200808fefb291ea0ab3cac5b9b8c68d96cb0333c1c1013cb9e1878969a6d1c4cba9221dece9881ec6bafd203088c52d2bb1af9ec7173f9c056e74d084f01f8e0981d681e37d326e5de3b6f1a3bcdfe027e4c2213cb7ccf451f9ae7c8e82ee84d69ae81efe43aebada5a3c2c191e91c5ddca9b32af8287b6261dc500e2da3408a065a714a06e18b418098be41fa7306776d3b08824ce88b6a8535f29c82ac5e3dacaa586dfcc4f5b85bd283f5dcd85546336d835fde3dc10e9bb60721431a6667c0249ab564962dfd5261a962ddf49198286cec44253961bd7cfa6811639a9bf254f8787cc1856257885e1587eb5ab8971873b5220ee602485fa521441502b658ca098b1e082f56b4a3ed34b6cea7cfdce29d17aa25609122f1c0a7a1a2066c4d36990f17dc0236c538bfa231442be703d0bc78fa761d9fb2feb20e05043e7d19e7acee388f76f85a0222aac40511931ba896faeea9987eac781c8e16ff5d11ba7d0dc2e097218a0aaedc8889fcecf4e95a8916b1e72833a886d8eae6661b25b954e59324496cdb572cca6bb379b6ca8213c5f279238a1b9706ab5befb11a06b2753f5f7706b0ede85dfd18a2464629f30646cc9bd580a93907a7e38b1547d53a4838de0503196754250e50e2b62fccd5cf91203c828c1d092e563b90dc39886824677247905f291a5a58962f18613bd5120fc7943aa78421d503e1fb9bafeda2cc5a335c0f00e6d49780008d03e56ed31b95430e3d0fda711ce6b302bc1c799f7198c4838880ab27a4263290eb68133e06f7d1d052100cbb2465c2de86baaebdeff2b0b2ec8e62a294415398a32a26ccfbec32b99d5d8f4f08df49721afed10237e09f518830aeb5992429ac38fb4fa9fc2a8d02950b4b201f1619fe35fe7b6e3141b20b8151354c62779a1e729aeeea37e4f8db695a74a2fa0a53caeb6519abe67f1b12282077a193cd864aafe7e3dd32dafb827944d6ad583ba8ba544202d417f1c1682b6d3eed0ae4eae8f37df61289442746035ca825467e66c41be04464a4ac15dcdfb044e1295fb0c3a6aeaadc2d789c7524df622608a6d457acab787c280a777e71a3bd648b4c2a76e1728d19f66d9da11cd276848100bdfffe8c46b12e50c50ce88c5f5c61addc957293a6fdee51442cf525fea5969bdb7aff069052e9ecc19aacde9442b000393440c5aa804cd424621ad5f34b765b7ba8820cc05cfd2f0	1795712553.342952
founded	PopI-aLxAOSe5552f6lL2LJ0QlqvAQs0WEl5EUSpDvw	0	RS256	current	\\x01959dc474f76b618c925204327e0ef96405a7b1cc703619976906752a564f690d47f9363513e758e52635f14343ae726a98838d1603c037bec4e8afbc523cd41756bab78a2c979edf5d401c50fe05ff57c83a9e5885994fab38072ab28c9b5b7e02037a3827ecd9f6b4aa77078d080d8ababc1471a09dfe3ae7f9767fecd4dd1f815b10b862c236643797b0d0354dc5013ae4861d63b01f279a079538bcc03b02ddabde318335bc3950977f5178c05b0992378d13d865835ac3031448d5e28b9cb6c05f30a7602c8a8fd3e61a073fbfaf4b26c6588dbc538ad124805d43d93ae4d78a2f574b71e65da2527aaa330033e599aaad95e0ad47429f9562d9570fb16ec719ae1411b8480e8dcd69a4f867c25ebb30d92b85e06ec7feb73383a1130eae5a2ae13e754d9e8c92cf201aeb97e2e64ccb80dae4af9836e166e97d444fbd2596ab4b67e9f23df38cb50621cb473f34119ccf8150338cf8f80dc598522be2d80e514a04c0c01354a7c163ec64428e14c563a07113f9837f96dffe647cf5c2774ad9ea02cc6dfd0933dfc452dd63de6b557bc7c98d20577153693490332926dfb77ab5f5753b53cf82600c744b6203eb140f920104c6fbd49d1acfbfeb0449d4526b4c476f02a37df47c462751580fed0fbc15b8e34ca96f73c95b4ff9a26a55ce47e170ce7653e34e0892d8d0c109732bae3061a3d3e7321c8363b134ab82fee2dba10783168481ace2fdc52394661a231a37c22c91689fd5fc483fa3f7fa2973558ffd5ed0560b99d385755ff796eb9a815284f049051cfdb37be6a5674c49d54c2d987663558f8d2c49b83a51b34269c3d036294b3f3eec6ab3981f55ba3b3c6458a5d100ecad6098cab86cccf29d513bd7489fab62197cb3b380d5d1f6c97360d126c11346bc45b7584531661b1dadddc6b06f5d39a2903a0b76869251a703e1827697c9b0ab65fd9767cf331ad22c76d7defe201ef5ff706b942fc7fb8cc909ccc5bc55a96a7871d7dec811de1b5a5cd977e2f238b9d9f637f88d73e23019960a76c10247618442b2283a307d1ed3a925a0b8bc1f95497a811eda023fe4f8fe868e9ca24ff25d2f148a3c22f82e63ebc17136272a74fa8d2606e93711db90fa4f13bab97ede1a04dbbafeccc799481bd4e83c00c8d6b69b8ccc1db7821de264966521eb3866df886162dbab3f78f99967eae28fa500325dd622867a80de6220324dbba5975b9350087cbefa6f3f589305cda4322c5762f9a450a0ae6a1b8619b273955a17e9a8ff4ae46c735457fa3b2bb9c19b19282590e0979f24eec0fa17280940c333fd9b656381e4642f8ef5ad58984cc2dcbd50b8572c77b98c25d08f693471bd38afebffcdd34fa3b1378f3a7ebd1085acc0be0a6b8254175fa7360c5b372db158e882ad3d30307cbeecbc00484f2fd7217b232e5e22f63bc81077c50741c312b86b82b9fb9842c25792dc486e8f489f25dc826a87f9436a160e54dc8fdd049fa05096a11bb0a19ad8e5b3bdb7a4611237f54f463aadd9177b724ee64008bdb8532bc0c6ff4b4427552af44c1bff4a5680fa75182fd5fcbd9bdb1373f4822524184234856d19cf95435ecfc29fd7a3aa9c07b52c70af015f61e45b0b5066ae3be766ead5c458b54e868a80a4fa79d7c34072d668ec7c6e73ce96a82c46d272acc1458898ee54cee1a28453b31a8f193cc28b78c31db3c69631ebea5b446634b53a3dcb92aa9f37983ce5257d7f0fc35e3728b24325a163e22c82ae7e2cccb4b50bace5adb17149c83aea12021291d9d7a9c0da8a9deea02883885fceb47a40e700556b51da5739f4cf5a209a66f49249ed3a84ca19439abc97d812f2e31e68d8208e6d80da439839bcdc3d760bcbafd7ee4ab75981a7eea559986c82adf4dfa875db5c6ec4b5f8f716d721f547cb662b69ba7c43de71ceb004791d3665a3996c3d01d35b4acf9b6a0004cc9cc219717e708dbe013cff7fc07cbe3b560084a302f435b0cf92f2771b3d4d8247e6b8f2dd28d4e564ba10847d9fda003ea05ebd8e674e07ba1814932c160e923fd61fbbb5c98ad28cafa26ed25a302e9f03738a099f9f5d27bbbb0f5b212a1a29f8507ad33e968c6e77119afc1adbef730ad99161835f3097500f5fa0d575c8f2d62eeee90e747fe76ae3ef77ecd8b554b834a3e296006583f74e011dbae8641e9b6b3f8ce4c641d4f1612198bf8128df7647968575a7610df04278bb6e8a4c49a0a84486743d2a1b2d23206a9692d375240dc338ec4aa2cb5d8cc0e524044d0fc030df54ac2b6d25cc02b296e26d66f32b53299e69b368dde462d0183a878be9d721fa8669e95b5b1e0b1c85f16e85ba0795f0c4a198c3e188f5a896ce9f1d4e77f2a32e56c170b9c831aa667151b8153b9a983263ca7a578dd44ce79e0a613d8362e77f53ce80785651060d2ba3ac4bab33a989cbd5	1795712558.2951639
founded	LwZtPcB7Lg2tCqVyVGWN8g1WMX8PB8fIfIm5YEoY4ig	2	RS256	previous	\\x01959dc47409f68a5ea0382dcb74494d75609dccc6ffecde541181b518feb8c8e61f1840027a971d352ecfc47b951f1cf497ff2e4aaa079d1c54ea0b701ade4a8a468b70388932558af0a690e7eef4e8ed111a233cfc9be9645677bf3606c5a3a389aeb2dfc981f170acbbb69e500ed61ca29299af99c10c8bd810732e18618251aee97597d3907bad19e89d97e28f2e9b25351e799759c2c97ec8a3c5201d54f014e84ebda123a584f5535521f93d644dab9b6ae5645c1e45871b193fa0f634d6fe64a9f4a5397274972bce1c40702e96a741334abaeb08cd781bacd637b18ebb7d5a90abf8553cef82ef98e5052c41050eccc6e544c2c9f74e095e0ae65db46f4517b1351505e9cf8b947911851d7e63bea8c0172b7cfa73b610a0b30f98688465f6006a34ca6ddd655b34f11984f90fe73402c27b330cc892e15b8641fe6903e981c9be033ce4d0844cdb678688336dac3b7298eaf1eab203b7d25e00af0a713657c2a0daa9f913a1396abb9418404c105bae06c7ed151908e5afe0764caed6611c25bb4084d7857b15f9af681c31484b03472fbce95b74f4ce6728e076112485e8edb39bf5412d3249e454ed29057665e107f6501cf336a64254f10c273c18a86326d0a1044572f9144e2051ac3329cba0893b90d1134e5f55f6ca71f029a5ce1ed7b2ebca664ff027c0abfe538a643b97e2cb93f4e07f5c2f92718bbfae43b10723c1c1231f5ae9f36f07518c9f11e49b91fb597b503dc09eade95189712e20ccc2610d76693f75d058b6a31dca2df0514fa393ee716efcc665d1551fd1bffcafd7a04979e78e8720dfc397644cb15fda527ffde6fe374323d2260aefe764bb52238aa068d33dd139ad461fa0573155d455a1ca1d4b9eb5395dc0e57ca5ed2030c8fbd29bc6f540120e4913559e9532140850870fde742d69ad9dea4027352c9de9e482f44c7730cb5577da5bce8f282a2c106215735963ec32168e082c8729f3a81ecf3c4217cd1a818b045cb28b9369ef8ff7b31b1aea30554bb28a26001e1797a3aab107c6b5f49508827196f8b3c84f3b92fb84ccea28e020b2e7cfff5dc6fb6c37c2e1b3660b7af1b9b45f7de1084e4ffe8b9445d9ae4447cf6ffab0fc039b7489a3d907e368d0adb68b01b19ff19fe8699043a75ccadfd37136171189ed53b0cc2dab1409265553df19ce0743f0273da78d9e9f8c1ff6405dbffa926da3c8bf7c744ffc74114226ef77bc418c9cd7eca037fde2fcf13f9d56c3c73a47d955448e99426c43de8293579579cf5e07e4fa9594d21f063022f04f888b99c1acee19341234f7b7f0f1f6b6a4f42a32fcecc4a7e2cccb83e24b5e0a01487f822a5a178835c9aee7f06a7ca778a0c54aa0330c2d6b7296e1c88960ce58ebdc20a7d3e37592823406071d9a40cb05c8e648552ed41acba6b8a17df0b2204df387fc7016a0b8dda41f37a04f53752860cc59c5f16c7d7a67bb08ffead28635989dfb3a6b8f8ae38c5dc1724ec0265f23110a364a91de474552636aa748cbf142301352b1b74811f3e105205abb2612b725c33cd4a54c9dfa44e924e2d7e35fda21adf6404d3546370fbcb4a5f232e26ed7f5a86ec0a50f87be1cb82f920d87e27477b4fc0a524a303c5a640098f0dba665934c42f9dfaf4935dc8da76ce8bf61f04c2dc27b4387ed0f78309babe598460334ff3a095828c53b56308d1302c1753b7a08852d0f4cdcdefb1ad6014d52a0135d0326dd4945a23a5e56d3672d9c0e219bb2c9676e790bdd6e6107fc29a0cd984aa854eff89991c7aa99f362172a52cfaa62dd2ccdcb8a240562391f404374978a7ca74751bf578c4ebae32b3bf420241b8128c32ecb03c6757a9923d431b6a8af569c7c8b71a81567a09950af737d5509ae005c58dc7465785ab58e4770635b995a255cd4543fa5234bbceda3e038139d601f48f30e5516a57206599f4cbcd9fa775f1333d5bb4915e810f80db73eb9e3013da5f2faef4b2e38049c825eed32552d111cbacd9a097df227c7e975b794854d08a7ebb44614ba1538470b6918da0702b8269ecff502d893d78bb7dc971a65d986aab76c367ae63e3bd819e73a7f098c03564871c6251a6acb418ab4bd196ec7da32c38cc03b538bd82dbde8659d72a0b30b54bc767d1839a3b1bed25f9566679ab4256efdfa1f132e936722c8e33edd227722e75451bf3093f350f0eefa26037429211c2aaf6a44285713e874ad12a40c89d85be64fce9358a20f5199eafe26c79781cdaa061df7e08c955a44cbe1381910be6c08d58d02e05d3150e98ee5ef385a6836edc936fd3a0db9ff1397f648d1abc2e6d6b3f9b7334671cb8f70c27c25d47d7c18e3b1ef2f26f519c568ef14e6b77cfae228ba253772d69ab7f55847c60f10a94913c2ddc20a0ba0d118ced23bc359d430cd866c527f95c8b9c25e2c57b925b57e	1795712558.2951639
founded	akPFrsV4jtBxiMB6h1dSIpDNLr6zEUEasIozfHxNO1I	6	EdDSA	current	\\x01959dc47456ba0a40b33a1cb815dc84d177215a6fdc362d4e8cd35e05d97504b0f046c8824da8e96ca69c3bdb6dcf1e0de389fbe7959363a81f9ddbdf79d6a69cd83d8537a87d0ce547a0cd0f61dbb6f85e0f45319bc864d7c2f283db844182cc0d1241500cc135eab33f8c542eded4263ed735af5c4fcd0ada985845c1264dcf664b780b978a8782a42eaff0a19b4a03063dc92d1a6254	1795712558.2951639
founded	0yRghLd0A_bILJkuANoAvs1y6kIXkWHYg8JNChb23jg	1	RS256	next	\\x01959dc474c8a005386699149edb60a77cf397f17846b3d93f302077fcf8660d8c6ffbfb8850915bade339ba5be91671b5a1ef3957358310414886b784a63b4fc37dd86251ebb32695fa83a03a84bb815a7da9af1b5e62d272fc9fc2d62fa4ac3540f5ac0c94016ddb726fbdf623705c72bdff3a6dffa37808badccd580edbdbb453aca78ec4b1a97e431c8310f25685af273ffc200a32c223d043bd7efdebb95eb4ec76ccd61d9afe0863029ea152909c4513bd288a80a2136adf2667c487a215206928e4dd9b0df9970fc24308fc252004b6fe1d1f8b0e8db49ced4f34f58441dee2ec29188d4900cb598fc7ecfe18d2d758dcbacc605ad1264fb34f34dc0337eee642f2e080a4462367dd5dc8284b914398783b43ebb19b890d50cd4dbfcc6ab694dfe3fa42c3123b61119de5b911c947318dc45d6c6c99d14eb29fc5c2365c17de68a628f3efe3e271e268e03f16f08173e38ff3b4dac06d090c4d149e9ae4c19d4f8f68f7bfc5856a26c5f828b3d4d83d480a35f5696f745610cfe618c1e8ff2ca131fe007707f2ce3a336e936ceedaea6339f0195547fd302d3f00c5d83cb8d70280fedc8cad50679f64a71545d9cf06d51d537ae5da6659003f23f4f762ec78dd7c6f6c9ec72fe198f4bd1982ddba262a39c101bd8b33d4390ab3e654cf0394a8b85652548cf18a7e650d598f8462b34fe3a3f6dc5a3e89ef39db6875d713e37f67c52283e2990b81862fb8e18dd972361cf042aee1c5e3b8ec5f36bdbbc54574a05e1d2124894ed372793c4a4821299039190a5794bb632cce8dc31dc39f8fa898e7ec105463c258504a690a623efb92821aa70d4b4cd0378a2a0e12b6030499f369664bf0db5c8f91eeab183dbd1ba9c9819f62ebc105d3fe883d7806ebae72cacf5135ea53106292dad7e22e9eaa90056001c857e4ce15cff6113ae266a421305011b07380aaa7876f3901c481276f19b4a4686d9f8d5d7df319f5f164443adcb720d785e58f82c649ea6dc2fc25ab21d51f48ac095d901b703210577810bc81983d03381527e4efe820a8a5dafaf2fff1a2c291779f4542d72b6e0ef674517c5f53d6488dedcf195dd0f219b96a6c4c9c8e69d619dff0f113b270a7b1a0dc8b55e0d6e2df099c25c5ea97a3cdbf73885f52c61a545106d99fa333092c75e6cade58938621eaf1ac1806e79b9b2274fe34bb3767061cea496b422e962978f2bbe9ec7569b4ed9cb298a4057ab34d29b1d3e7844b195dcc4100c43985294bc294dbf5f100b9e20821990434573c96512c0f802dbc3e590bec06cca1165583028c7ce06319d3956b9f9cbf9b3c2ac84047cc19958d447902aee92b92b8972b57ce16d12ed4b46b17fdae3451f4da79d36cf0a9b8e0c314e93cb29ee1446d0194e1fd42e62f1e688a296c29741f9bc8fd9df68ae7e30629ecd6336c3947f4f70731e4178c1e6f7b4827c0580364bbf4e442cfcf6c9b3cdf007ffaaf00a79d66ee6d90ce616d13f798ea0d7a97b2ec82d1af0ba0e708371db4aed8bb64b867d8eb91c157ce26f73af377d9222bbc6d985c66d2195ab931da5e5b0309adeacca671103cc97b1afb318984b3bd6308672106a9ba4388726c215e27de081e57c63a97cdc7770e148b666bed024745c7df12323a682bf175b9f1d035bc982786df55730e0e6f8fb731f527570a34bff4eee7165ca62010450f3b60b24a073384b87348d957348e5f7c935969667cef1f7288bc3922562fdb2317824f286882192769f1f84784370877814c084da0c845991b755f8158348b4c8e30280320ae53af37fb9eb0d0531fcef454ba65a12c9f94d625dac100970d5f0c582fd64553f31202e96f36949a1b86234cdf61dd33e612807111bf33ac1e105485540a5d5fca19d338570497d82f9ba11f2802a0a7b2564d42a7f5e6af77949a19ebe006925b303e93f6067abeac91b156742c5cb0399c719c6e1a5e04a744eeeeb781105ee11d36ebd7b56c47b399f4c5b11dcad0074fcfd3c9a230245530bc8adede7510291d1c2a870cfdcf5fff3574245abc6a64e4fa3ad694611602ac71b5a65878c4d03920d55e6ca407317486a645fdbb8a9ad0cd12b158877e2aa2271d7973eae74c668190c74c8b820696fdef3703562cc9c35f1cb18702191d96292ecd6de3485f99cde8fa9a6b3317b48fdc13b006932fb58f22bf59658e83ea2e809581454828a685435058a050ec5e6b36ec5a8fa113a54b495d61b1b2a9217cf688a6642b8cfb564206999ea2b4343e48c9466eafc9ef4c8c2af27da83e362138cbeda50ff101cc5897f927c7285b612e79cc6ce658a11c60e2f6a459892ba53f488aa830b867510f143a4b86a4b667a67ee959b206ce8d3e0a89f353f671831af57b3d2fd451363ee1df43dcda5bf107e73509450291fb616635ce5410d4f64fc680101d1da468ebe2813e5d5f	1795712558.2951639
founded	a_0g2AVcOGELlrmiiy2svieJvBsL5m3Obm9pTjWg3I0	4	ES256	next	\\x01959dc474adbcf97706586e358a1f1ae80a831b96d703aea73d5854ce43b55aa8d0757ddf21a12e2ed144cc5e424bd5292ae397966e912576ab666c2626d2c66de269e1efecbba9fabf952145197d35aa5405fdd7571f0c1317681392cfea77553077a6b0d8783b3eab40f28eebc8fe14b4b5e82494fd12446c0b82a38700a28c7d4633a7bbf87bc4407a81abb98b98041d488f4107060371c55d16365e0b7a39aa1fd1948e87cf5339608288ff05711e92f21cb77f70468701c88b8b550c91a446d267ac0319f83645434919e8945894906d1c9065b28b08598540e1b2ef2fac09bdfb8abbb26fa74385c824edc79a8c18f8b202d54d1889c3b4a23e14af21f724572a3eec033687ad5e37731167ade676	1795712558.2951639
founded	HyfiHPmA12LhnHEEbJPGWUs20iAw9-DwRh10cYzg_BA	7	EdDSA	next	\\x01959dc474216fcc41ffb8ffc863413980396cf34b6b3bf7c9e07c3212d6fdc2c10c4a7aeda8ce60b5ef9ded00550bd0fb3b6156c8eb0b16a51374a39ea00cb4ba8dd4316f46bdd4b94527e889d1e1047359316f487678ae67c07f11909106ba5ea242111593991b418e4d6d7d25da60365add33a47ac7e51dabe66262cbcf5eadf6285afc612708a1ce37cf7c782e4ae46d1bc9beb2b794	1795712558.2951639
\.


--
-- Data for Name: tenant_hosts; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.tenant_hosts (tenant, host, "position") FROM stdin;
imported	imported.example	0
imported	www.imported.example	1
founded	founded.example	0
changing	127.0.0.1	0
\.


--
-- Data for Name: tenant_log; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.tenant_log (tenant, log_id, "position", date, type, event) FROM stdin;
founded	179571253691400000068759776	1	1795712536.9148548	seccft	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "audience": "https://founded.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "d8dd6c53f793f8b69dd0"}}
founded	179571253780400000168759776	2	1795712537.8040893	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "PATCH /api/v2/tenants/settings", "details": {"status": 200}}
founded	179571253782000000268759776	3	1795712537.820031	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/resource-servers", "details": {"status": 201}}
founded	179571253784500000368759776	4	1795712537.845809	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/resource-servers", "details": {"status": 201}}
founded	179571253786400000468759776	5	1795712537.8641346	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/resource-servers", "details": {"status": 201}}
founded	179571253787300000568759776	6	1795712537.8734672	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/resource-servers", "details": {"status": 201}}
founded	179571253788400000668759776	7	1795712537.8843648	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients", "details": {"status": 201}}
founded	179571253789300000768759776	8	1795712537.893313	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients", "details": {"status": 201}}
founded	179571253796900000868759776	9	1795712537.9696937	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients", "details": {"status": 201}}
founded	179571253797900000968759776	10	1795712537.9798973	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients", "details": {"status": 201}}
founded	179571253799300001068759776	11	1795712537.9936461	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients", "details": {"status": 201}}
founded	179571253800800001168759776	12	1795712538.008318	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients", "details": {"status": 201}}
founded	179571253801600001268759776	13	1795712538.0167017	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients", "details": {"status": 201}}
founded	179571253803000001368759776	14	1795712538.0309129	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/client-grants", "details": {"status": 201}}
founded	179571253803900001468759776	15	1795712538.039502	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/client-grants", "details": {"status": 201}}
founded	179571253804700001568759776	16	1795712538.0470695	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/client-grants", "details": {"status": 201}}
founded	179571253806900001668759776	17	1795712538.0698578	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/client-grants", "details": {"status": 201}}
founded	179571253810300001768759776	18	1795712538.1037877	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/client-grants", "details": {"status": 201}}
founded	179571253812600001868759776	19	1795712538.1269162	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/client-grants", "details": {"status": 201}}
founded	179571253815900001968759776	20	1795712538.1592684	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/client-grants", "details": {"status": 201}}
founded	179571253829700002068759776	21	1795712538.2979121	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/users", "details": {"status": 201}}
founded	179571253845000002168759776	22	1795712538.450349	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/users", "details": {"status": 201}}
founded	179571253857900002268759776	23	1795712538.5798783	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/users", "details": {"status": 201}}
founded	179571253872500002368759776	24	1795712538.725421	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/users", "details": {"status": 201}}
founded	179571253875700002468759776	25	1795712538.7577627	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks", "details": {"status": 201}}
founded	179571253882500002568759776	26	1795712538.8252678	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks", "details": {"status": 201}}
founded	179571253885200002668759776	27	1795712538.8521492	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks", "details": {"status": 201}}
founded	179571253890700002768759776	28	1795712538.9072754	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks", "details": {"status": 201}}
founded	179571253893900002868759776	29	1795712538.9398987	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks", "details": {"status": 201}}
founded	179571253915900002968759776	30	1795712539.1598368	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks", "details": {"status": 201}}
founded	179571253920800003068759776	31	1795712539.2084427	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks", "details": {"status": 201}}
founded	179571253947300003168759776	32	1795712539.4736507	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks", "details": {"status": 201}}
founded	179571253952900003268759776	33	1795712539.5298715	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks", "details": {"status": 201}}
founded	179571253954500003368759776	34	1795712539.5452547	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks/01M8CCXP48JCS6H0VBEWK53KMP/secrets", "details": {"status": 201}}
founded	179571253956000003468759776	35	1795712539.5609856	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks/01M8CCXP6EWCJ1RKNTAQH760D2/secrets", "details": {"status": 201}}
founded	179571253957300003568759776	36	1795712539.573291	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks/01M8CCXP3E09MQ3Q7WG9GH2166/secrets", "details": {"status": 201}}
changing	179571254000700003668759776	37	1795712540.0074434	seccft	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "audience": "https://changing.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "8f4fa647bbd4c15b9666"}}
changing	179571254016400003768759776	38	1795712540.1640213	sapi	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/resource-servers", "details": {"status": 201}}
changing	179571254018700003868759776	39	1795712540.1873498	sapi	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients", "details": {"status": 201}}
changing	179571254021900003968759776	40	1795712540.2197912	sapi	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/client-grants", "details": {"status": 201}}
changing	179571254151500004068759776	41	1795712541.5154822	seccft	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "audience": "https://changing.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "5aea6ac9dcc388a0b351"}}
changing	179571254162400004168759776	42	1795712541.6249995	sapi	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks", "details": {"status": 201}}
changing	179571254168000004268759776	43	1795712541.6807334	sapi	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks/01M8CCXRVJ2CNFQDYH5QWVY576/secrets", "details": {"status": 201}}
changing	179571254359700004368759776	44	1795712543.5978003	seccft	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "audience": "https://changing.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "fd7242cd1407da8ddf84"}}
changing	179571254363900004468759776	45	1795712543.639274	sapi	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "PATCH /api/v2/hooks/01M8CCXRVJ2CNFQDYH5QWVY576", "details": {"status": 200}}
imported	179571254845700004568759776	46	1795712548.4575922	seccft	{"client_id": "machine", "client_name": "Machine", "audience": "https://api.clients.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCWNYHXFPMRZG71SEZ0814", "details": {"request_id": "19476c2d901737be5533", "hook": {"outcome": "accepted", "cold": true, "queued_us": 98, "startup_us": 10668, "run_us": 27}}}
founded	179571254856100004668759776	47	1795712548.5612588	seccft	{"client_id": "iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "client_name": "Batch", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "89737bb21a57f17e87a5", "hook": {"outcome": "accepted", "cold": true, "queued_us": 92, "startup_us": 16105, "run_us": 3625}}}
founded	179571254857600004768759776	48	1795712548.5761123	seccft	{"client_id": "iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "client_name": "Batch", "audience": "https://ledger.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "a8124891128090719862", "hook": {"outcome": "accepted", "cold": false, "queued_us": 95, "startup_us": 0, "run_us": 2637}}}
founded	179571254857900004868759776	49	1795712548.5799057	seccft	{"client_id": "iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "client_name": "Batch", "audience": "urn:founded:metering", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "c2c99e14e9b038eef663", "hook": {"outcome": "accepted", "cold": false, "queued_us": 80, "startup_us": 0, "run_us": 813}}}
changing	179571254874300004968759776	50	1795712548.7439883	seccft	{"client_id": "K6Ky9OfnthNa0syHSpuyPVEvXeChH0Jl", "client_name": "Stamped", "audience": "https://stamped.changing.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXRVJ2CNFQDYH5QWVY576", "details": {"request_id": "8b3e78c492b8ce90b053", "hook": {"outcome": "accepted", "cold": true, "queued_us": 98, "startup_us": 30402, "run_us": 17614}}}
founded	1795712573603000000bd4392d5	51	1795712573.6032515	seccft	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "audience": "https://founded.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "0753d19ede2ca5ec302f"}}
founded	1795712573904000001bd4392d5	52	1795712573.9042437	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "PATCH /api/v2/hooks/01M8CCXP48JCS6H0VBEWK53KMP", "details": {"status": 200}}
founded	1795712573993000002bd4392d5	53	1795712573.993882	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "PATCH /api/v2/hooks/01M8CCXP48JCS6H0VBEWK53KMP/secrets", "details": {"status": 201}}
founded	1795712574017000003bd4392d5	54	1795712574.0175133	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "DELETE /api/v2/hooks/01M8CCXP48JCS6H0VBEWK53KMP/secrets", "details": {"status": 204}}
founded	1795712574049000004bd4392d5	55	1795712574.0490792	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks/01M8CCXP48JCS6H0VBEWK53KMP/secrets", "details": {"status": 201}}
founded	1795712574065000005bd4392d5	56	1795712574.0651975	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "DELETE /api/v2/hooks/01M8CCXP934ASSHCCX6Y669Y72", "details": {"status": 204}}
founded	1795712574440000006bd4392d5	57	1795712574.4401436	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "DELETE /api/v2/resource-servers/ef60755c6addada319caabc1", "details": {"status": 204}}
founded	1795712574575000007bd4392d5	58	1795712574.5754926	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "DELETE /api/v2/clients/JxC4sZFBKlJtOY2eBdycfoT5l8jb55AX", "details": {"status": 204}}
founded	1795712574811000008bd4392d5	59	1795712574.8110948	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "DELETE /api/v2/users/auth0|gone", "details": {"status": 204}}
founded	1795712574987000009bd4392d5	60	1795712574.987874	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "PATCH /api/v2/users/auth0|joe", "details": {"status": 200}}
founded	1795712575028000010bd4392d5	61	1795712575.0286002	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "PATCH /api/v2/clients/iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "details": {"status": 200}}
founded	1795712575114000011bd4392d5	62	1795712575.1141725	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "PATCH /api/v2/client-grants/cgr_YqxpdhbvwI5whRjv", "details": {"status": 200}}
founded	1795712575186000012bd4392d5	63	1795712575.1867428	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients", "details": {"status": 201}}
founded	1795712575231000013bd4392d5	64	1795712575.231329	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/client-grants", "details": {"status": 201}}
founded	1795712575287000014bd4392d5	65	1795712575.2873652	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients/OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM/rotate-secret", "details": {"status": 200}}
founded	1795712575327000015bd4392d5	66	1795712575.3273597	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients/OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM/secrets", "details": {"status": 201}}
founded	1795712575367000016bd4392d5	67	1795712575.3674812	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/clients/OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM/secrets", "details": {"status": 201}}
founded	1795712575405000017bd4392d5	68	1795712575.4052668	sapi	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "DELETE /api/v2/clients/OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM/secrets/sec_bfwkbJG2koUSckA2", "details": {"status": 204}}
changing	1795712576956000018bd4392d5	69	1795712576.9566467	seccft	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "audience": "https://changing.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "263065c5e82fe2bf44ec"}}
changing	1795712576981000019bd4392d5	70	1795712576.9811976	sapi	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "PATCH /api/v2/hooks/01M8CCXRVJ2CNFQDYH5QWVY576", "details": {"status": 200}}
changing	1795712578507000020bd4392d5	71	1795712578.507154	seccft	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "audience": "https://changing.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "0f6667006bca2dfc1303"}}
changing	1795712578572000021bd4392d5	72	1795712578.5721867	sapi	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "POST /api/v2/hooks/01M8CCXRVJ2CNFQDYH5QWVY576/secrets", "details": {"status": 201}}
changing	1795712578615000022bd4392d5	73	1795712578.615364	sapi	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "PATCH /api/v2/hooks/01M8CCXRVJ2CNFQDYH5QWVY576/secrets", "details": {"status": 201}}
imported	1795712580737000023bd4392d5	74	1795712580.737223	seccft	{"client_id": "machine", "client_name": "Machine", "audience": "https://api.clients.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCWNYHXFPMRZG71SEZ0814", "details": {"request_id": "5735bdb777649aff1f44", "hook": {"outcome": "accepted", "cold": false, "queued_us": 81, "startup_us": 0, "run_us": 841}}}
imported	1795712580836000024bd4392d5	75	1795712580.8367586	seccft	{"client_id": "machine", "client_name": "Machine", "audience": "https://api.clients.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCWNYHXFPMRZG71SEZ0814", "details": {"request_id": "021c708a7892dcc67469", "hook": {"outcome": "accepted", "cold": false, "queued_us": 78, "startup_us": 0, "run_us": 681}}}
imported	1795712580966000025bd4392d5	76	1795712580.9667985	seccft	{"client_id": "machine", "client_name": "Machine", "audience": "https://profile.clients.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCWNYHXFPMRZG71SEZ0814", "details": {"request_id": "9011bf51068b89d1c68f", "hook": {"outcome": "accepted", "cold": false, "queued_us": 86, "startup_us": 0, "run_us": 898}}}
imported	1795712581094000026bd4392d5	77	1795712581.0941098	seccft	{"client_id": "odd-secret_1.0~x", "client_name": "Odd secret", "audience": "https://api.clients.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCWNYHXFPMRZG71SEZ0814", "details": {"request_id": "6db9576d1f728a150ecf", "hook": {"outcome": "accepted", "cold": false, "queued_us": 90, "startup_us": 0, "run_us": 2187}}}
imported	1795712581195000027bd4392d5	78	1795712581.1952786	feccft	{"client_id": "suspended", "client_name": "Suspended", "audience": "https://api.clients.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCWNYHXFPMRZG71SEZ0814", "description": "The client is suspended.", "details": {"request_id": "8e12177fda717cda8f7b", "reason": "hook_denied_scope", "hook": {"outcome": "denied", "cold": false, "queued_us": 79, "startup_us": 0, "run_us": 5123}}}
imported	1795712581406000028bd4392d5	79	1795712581.4066637	sepft	{"client_id": "app", "client_name": "App", "user_name": "jane@clients.example", "audience": "https://api.clients.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCWNYHQYRRDX6KZDTSZ60T", "details": {"request_id": "42c0566a7789e411d21e", "hook": {"outcome": "accepted", "cold": true, "queued_us": 114, "startup_us": 15146, "run_us": 18746}}}
imported	1795712581642000029bd4392d5	80	1795712581.642172	sepft	{"client_id": "app", "client_name": "App", "user_name": "jane@clients.example", "audience": "https://api.clients.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCWNYHQYRRDX6KZDTSZ60T", "details": {"request_id": "e29ac965917d8934fb99", "hook": {"outcome": "accepted", "cold": false, "queued_us": 74, "startup_us": 0, "run_us": 956}}}
imported	1795712581838000030bd4392d5	81	1795712581.8388407	fepft	{"client_id": "app", "client_name": "App", "user_name": "jane@clients.example", "audience": "https://api.clients.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "Wrong email or password.", "details": {"request_id": "9429062b3a45a38d4b22", "reason": "wrong_password"}}
imported	1795712581907000031bd4392d5	82	1795712581.9076843	seccft	{"client_id": "fXAGW38ZSg8iy9NqYwdhRF1351O33UzI", "client_name": "Warmhook management", "audience": "https://imported.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "6dd925d14f18e4ae6102"}}
founded	1795712582035000032bd4392d5	83	1795712582.0357041	seccft	{"client_id": "iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "client_name": "Batch", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "62c7bd6c1fab4ebc3898", "hook": {"outcome": "accepted", "cold": true, "queued_us": 119, "startup_us": 15689, "run_us": 19804}}}
founded	1795712582142000033bd4392d5	84	1795712582.1426785	seccft	{"client_id": "iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "client_name": "Batch", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "f239a85af0796ef9463f", "hook": {"outcome": "accepted", "cold": false, "queued_us": 104, "startup_us": 0, "run_us": 989}}}
founded	1795712582230000034bd4392d5	85	1795712582.2307096	seccft	{"client_id": "iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "client_name": "Batch", "audience": "https://ledger.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "9831b902e575ca1e71bb", "hook": {"outcome": "accepted", "cold": false, "queued_us": 79, "startup_us": 0, "run_us": 2535}}}
founded	1795712582338000035bd4392d5	86	1795712582.3381693	seccft	{"client_id": "iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "client_name": "Batch", "audience": "urn:founded:metering", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "63f6a284826fb9c4bb17", "hook": {"outcome": "accepted", "cold": false, "queued_us": 73, "startup_us": 0, "run_us": 1901}}}
founded	1795712582424000036bd4392d5	87	1795712582.4249418	seccft	{"client_id": "iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "client_name": "Batch", "audience": "https://orders.founded.example/", "scope": "write:orders", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "2288a7a24533d8b4fbf2", "hook": {"outcome": "accepted", "cold": false, "queued_us": 75, "startup_us": 0, "run_us": 774}}}
founded	1795712582494000037bd4392d5	88	1795712582.4946616	feccft	{"client_id": "iUwZGho7w1PLXLlVQbxqnAwc0fOSRQxv", "client_name": "Batch", "audience": "https://orders.founded.example/", "scope": "delete:orders", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "Client has not been granted scopes: delete:orders", "details": {"request_id": "a1c971ca587370c688d6", "reason": "scope_not_granted"}}
founded	1795712582569000038bd4392d5	89	1795712582.5699399	seccft	{"client_id": "Z00xqjuElNfs8Pox2PylbS2l4fbFFRy0", "client_name": "Post", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "8c1a798cc50af3c56f4b", "hook": {"outcome": "accepted", "cold": false, "queued_us": 79, "startup_us": 0, "run_us": 773}}}
founded	1795712582655000039bd4392d5	90	1795712582.6553469	feccft	{"audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "Unauthorized", "details": {"request_id": "92a10c3fa5456126be00", "reason": "client_not_authenticated"}}
founded	1795712582754000040bd4392d5	91	1795712582.7546756	seccft	{"client_id": "qOyKm88LAlLMRT83isHsSs8u6r6PGHsQ", "client_name": "Basic", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "396bd08e67dcae66cd5c", "hook": {"outcome": "accepted", "cold": false, "queued_us": 74, "startup_us": 0, "run_us": 3078}}}
founded	1795712582895000041bd4392d5	92	1795712582.8958802	feccft	{"client_id": "qOyKm88LAlLMRT83isHsSs8u6r6PGHsQ", "client_name": "Basic", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "Unauthorized", "details": {"request_id": "837c64206c3cde193f12", "reason": "client_not_authenticated"}}
founded	1795712583071000042bd4392d5	93	1795712583.071118	feccft	{"client_id": "qOyKm88LAlLMRT83isHsSs8u6r6PGHsQ", "client_name": "Basic", "audience": "https://ledger.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "Unauthorized", "details": {"request_id": "768f92de59a40db72ec5", "reason": "client_not_authenticated"}}
founded	1795712583286000043bd4392d5	94	1795712583.2866611	seccft	{"client_id": "OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM", "client_name": "Rotated", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "1cca0a3f66dceff6561c", "hook": {"outcome": "accepted", "cold": false, "queued_us": 101, "startup_us": 0, "run_us": 2816}}}
founded	1795712583381000044bd4392d5	95	1795712583.381595	seccft	{"client_id": "OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM", "client_name": "Rotated", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "8fb8b999f88fefe90dd1", "hook": {"outcome": "accepted", "cold": false, "queued_us": 95, "startup_us": 0, "run_us": 2803}}}
founded	1795712583523000045bd4392d5	96	1795712583.5234077	feccft	{"client_id": "OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM", "client_name": "Rotated", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "Unauthorized", "details": {"request_id": "d2a612d821de9ce7db64", "reason": "client_not_authenticated"}}
founded	1795712583643000046bd4392d5	97	1795712583.643146	feccft	{"client_id": "OaL62liNkdf0MOuvJxwWYbmkBAqlc6SM", "client_name": "Rotated", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "Unauthorized", "details": {"request_id": "4e7ee0d8c65ee37a0e50", "reason": "client_not_authenticated"}}
founded	1795712583752000047bd4392d5	98	1795712583.7526903	feccft	{"client_id": "JxC4sZFBKlJtOY2eBdycfoT5l8jb55AX", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "Unauthorized", "details": {"request_id": "2df74565bbc9fe8fad9a", "reason": "client_not_authenticated"}}
founded	1795712583852000048bd4392d5	99	1795712583.852143	seccft	{"client_id": "zhXfd4h8LSeLgOulDmIoJVEM5wUyRx9n", "client_name": "Late", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP48JCS6H0VBEWK53KMP", "details": {"request_id": "188f0ed61908f43d256e", "hook": {"outcome": "accepted", "cold": false, "queued_us": 102, "startup_us": 0, "run_us": 5546}}}
founded	1795712584199000049bd4392d5	100	1795712584.1999516	sepft	{"client_id": "jT5EbtXvkN4ijLBHsppsOSILWACkR5bE", "client_name": "Portal", "user_name": "Jane@Founded.example", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP6EWCJ1RKNTAQH760D2", "details": {"request_id": "1a29fdf0f0e48934b72a", "hook": {"outcome": "accepted", "cold": true, "queued_us": 91, "startup_us": 12768, "run_us": 31}}}
founded	1795712584573000050bd4392d5	101	1795712584.5731797	sepft	{"client_id": "x5268QAOojz9YBm2PKadc3eMby2WKMTK", "client_name": "App", "user_name": "Jane@Founded.example", "audience": "https://ledger.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP6EWCJ1RKNTAQH760D2", "details": {"request_id": "f7e5b0055b1edd75e486", "hook": {"outcome": "accepted", "cold": false, "queued_us": 101, "startup_us": 0, "run_us": 1143}}}
founded	1795712584850000051bd4392d5	102	1795712584.850754	sepft	{"client_id": "x5268QAOojz9YBm2PKadc3eMby2WKMTK", "client_name": "App", "user_name": "joe", "audience": "urn:founded:metering", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXP6EWCJ1RKNTAQH760D2", "details": {"request_id": "88a2fcbe4e791f821854", "hook": {"outcome": "accepted", "cold": false, "queued_us": 102, "startup_us": 0, "run_us": 916}}}
founded	1795712585142000052bd4392d5	103	1795712585.142981	fepft	{"client_id": "x5268QAOojz9YBm2PKadc3eMby2WKMTK", "client_name": "App", "user_name": "blocked@founded.example", "audience": "https://orders.founded.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "description": "user is blocked", "details": {"request_id": "020981e17718028b9129", "reason": "user_blocked"}}
founded	1795712585313000053bd4392d5	104	1795712585.3136516	seccft	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "audience": "https://founded.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "a14162efb9436667c3cb"}}
changing	1795712585434000054bd4392d5	105	1795712585.4346755	seccft	{"client_id": "K6Ky9OfnthNa0syHSpuyPVEvXeChH0Jl", "client_name": "Stamped", "audience": "https://stamped.changing.example/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "hook_id": "01M8CCXRVJ2CNFQDYH5QWVY576", "details": {"request_id": "75e21688f8add2bc2f23", "hook": {"outcome": "accepted", "cold": true, "queued_us": 98, "startup_us": 9098, "run_us": 8337}}}
imported	1795712596221000000afc4d062	106	1795712596.2219975	seccft	{"client_id": "fXAGW38ZSg8iy9NqYwdhRF1351O33UzI", "client_name": "Warmhook management", "audience": "https://imported.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "5984774e799da8eca923"}}
founded	1795712599176000001afc4d062	107	1795712599.1766434	seccft	{"client_id": "oYQZoS4Dph10x41Ami3GjuT72ZOw5DxL", "client_name": "Warmhook management", "audience": "https://founded.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "7d4829b6b1b487569a5d"}}
changing	1795712600190000002afc4d062	108	1795712600.1907284	seccft	{"client_id": "oS9liYL4krcsa31Z2qvOtEVBqIHBlcAr", "client_name": "Warmhook management", "audience": "https://changing.example/api/v2/", "ip": "127.0.0.1", "user_agent": "python-httpx/0.28.1", "details": {"request_id": "07bc6b93407b25d0c76d"}}
\.


--
-- Data for Name: tenant_log_end; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.tenant_log_end (id, "position") FROM stdin;
1	108
\.


--
-- Data for Name: tenants; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.tenants (name, issuer, default_directory, other) FROM stdin;
imported	https://imported.example/	People	{"friendly_name": "Clients"}
changing	https://changing.example/	Username-Password-Authentication	{}
founded	https://founded.example/	Username-Password-Authentication	{"enabled_locales": ["en", "de"], "flags": {"enable_client_connections": false, "revoke_refresh_token_grant": true}, "friendly_name": "Founded & S\\u00f6hne", "support_email": "help@founded.example", "session_lifetime": 1.5}
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.users (tenant, user_id, connection, email, username, name, password_hash, blocked, user_metadata, app_metadata, created_at, updated_at, other) FROM stdin;
imported	auth0|5f7c8ec7c33c6c004bbafe82	People	jane@clients.example	\N	Jane Doe	$argon2id$v=19$m=19456,t=2,p=1$iVlPPv86Rato+gicbGnEJw$5LUt5On3UxEA02Pu9UGJ/QPdHg+DYXTUHfGbkxKPtxQ	f	{}	{}	1795712505.5926034	1795712505.5926034	{}
founded	auth0|jane	Username-Password-Authentication	jane@founded.example	\N	Jane Ünger	$argon2id$v=19$m=19456,t=2,p=1$PHIig6Wtk67kW9xzNJEH3Q$H4GGN5b6Zd1DzcTVtajUeaYa0HDJcED89FtyNRJj3dw	f	{"colour": "gr\\u00fcn", "nested": {"list": [1, 2.5, null, true]}}	{"roles": ["admin"]}	1795712538.2570972	1795712538.2570972	{"email_verified": true, "given_name": "Jane"}
founded	auth0|blocked	Username-Password-Authentication	blocked@founded.example	\N	\N	$argon2id$v=19$m=19456,t=2,p=1$/xp0sh42WuiE5qNiCVkrFg$bY/F4Espks96sBCQHQIZhAqCqaG0nYlMiazilAAlfpQ	t	{}	{}	1795712538.566043	1795712538.566043	{"email_verified": false}
founded	auth0|joe	Username-Password-Authentication	\N	joe	\N	$argon2id$v=19$m=19456,t=2,p=1$7TDCUCm98IdfeUOAAn1x/w$NBghea67gRElekmsm783ebLEyHqoMrUB5z9ZROMHTII	f	{}	{"tier": "gold"}	1795712538.4228358	1795712574.9542167	{}
\.


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: audit pk_audit; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT pk_audit PRIMARY KEY (tenant, id);


--
-- Name: client_grants pk_client_grants; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_grants
    ADD CONSTRAINT pk_client_grants PRIMARY KEY (tenant, client_id, audience);


--
-- Name: client_secrets pk_client_secrets; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_secrets
    ADD CONSTRAINT pk_client_secrets PRIMARY KEY (tenant, client_id, hashed);


--
-- Name: clients pk_clients; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT pk_clients PRIMARY KEY (tenant, client_id);


--
-- Name: connections pk_connections; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.connections
    ADD CONSTRAINT pk_connections PRIMARY KEY (tenant, name);


--
-- Name: hook_secrets pk_hook_secrets; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.hook_secrets
    ADD CONSTRAINT pk_hook_secrets PRIMARY KEY (tenant, hook_id, name);


--
-- Name: hook_versions pk_hook_versions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.hook_versions
    ADD CONSTRAINT pk_hook_versions PRIMARY KEY (tenant, hook_id, number);


--
-- Name: hooks pk_hooks; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.hooks
    ADD CONSTRAINT pk_hooks PRIMARY KEY (tenant, id);


--
-- Name: journal pk_journal; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT pk_journal PRIMARY KEY (revision, "position");


--
-- Name: resource_servers pk_resource_servers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.resource_servers
    ADD CONSTRAINT pk_resource_servers PRIMARY KEY (tenant, identifier);


--
-- Name: revision pk_revision; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.revision
    ADD CONSTRAINT pk_revision PRIMARY KEY (id);


--
-- Name: signing_keys pk_signing_keys; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT pk_signing_keys PRIMARY KEY (tenant, kid);


--
-- Name: tenant_hosts pk_tenant_hosts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenant_hosts
    ADD CONSTRAINT pk_tenant_hosts PRIMARY KEY (tenant, host);


--
-- Name: tenant_log pk_tenant_log; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenant_log
    ADD CONSTRAINT pk_tenant_log PRIMARY KEY (tenant, log_id);


--
-- Name: tenant_log_end pk_tenant_log_end; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenant_log_end
    ADD CONSTRAINT pk_tenant_log_end PRIMARY KEY (id);


--
-- Name: tenants pk_tenants; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT pk_tenants PRIMARY KEY (name);


--
-- Name: users pk_users; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT pk_users PRIMARY KEY (tenant, user_id);


--
-- Name: hooks uq_hooks_tenant_name; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.hooks
    ADD CONSTRAINT uq_hooks_tenant_name UNIQUE (tenant, name);


--
-- Name: tenant_hosts uq_tenant_hosts_host; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenant_hosts
    ADD CONSTRAINT uq_tenant_hosts_host UNIQUE (host);


--
-- Name: users uq_users_tenant_connection_email; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_tenant_connection_email UNIQUE (tenant, connection, email);


--
-- Name: users uq_users_tenant_connection_username; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_tenant_connection_username UNIQUE (tenant, connection, username);


--
-- Name: ix_tenant_log_date; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tenant_log_date ON public.tenant_log USING btree (date);


--
-- Name: ix_tenant_log_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tenant_log_position ON public.tenant_log USING btree (tenant, "position");


--
-- Name: ix_tenant_log_type; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tenant_log_type ON public.tenant_log USING btree (tenant, type, log_id);


--
-- Name: uq_hooks_enabled; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_hooks_enabled ON public.hooks USING btree (tenant, trigger_id) WHERE enabled;


--
-- Name: uq_signing_keys_current; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_signing_keys_current ON public.signing_keys USING btree (tenant, alg) WHERE (state = 'current'::text);


--
-- Name: audit fk_audit_tenants; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit
    ADD CONSTRAINT fk_audit_tenants FOREIGN KEY (tenant) REFERENCES public.tenants(name) ON DELETE CASCADE;


--
-- Name: client_grants fk_client_grants_clients; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_grants
    ADD CONSTRAINT fk_client_grants_clients FOREIGN KEY (tenant, client_id) REFERENCES public.clients(tenant, client_id) ON DELETE CASCADE;


--
-- Name: client_grants fk_client_grants_resource_servers; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_grants
    ADD CONSTRAINT fk_client_grants_resource_servers FOREIGN KEY (tenant, audience) REFERENCES public.resource_servers(tenant, identifier) ON DELETE CASCADE;


--
-- Name: client_secrets fk_client_secrets_clients; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.client_secrets
    ADD CONSTRAINT fk_client_secrets_clients FOREIGN KEY (tenant, client_id) REFERENCES public.clients(tenant, client_id) ON DELETE CASCADE;


--
-- Name: clients fk_clients_tenants; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.clients
    ADD CONSTRAINT fk_clients_tenants FOREIGN KEY (tenant) REFERENCES public.tenants(name) ON DELETE CASCADE;


--
-- Name: connections fk_connections_tenants; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.connections
    ADD CONSTRAINT fk_connections_tenants FOREIGN KEY (tenant) REFERENCES public.tenants(name) ON DELETE CASCADE;


--
-- Name: hook_secrets fk_hook_secrets_hooks; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.hook_secrets
    ADD CONSTRAINT fk_hook_secrets_hooks FOREIGN KEY (tenant, hook_id) REFERENCES public.hooks(tenant, id) ON DELETE CASCADE;


--
-- Name: hook_versions fk_hook_versions_hooks; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.hook_versions
    ADD CONSTRAINT fk_hook_versions_hooks FOREIGN KEY (tenant, hook_id) REFERENCES public.hooks(tenant, id) ON DELETE CASCADE;


--
-- Name: hooks fk_hooks_tenants; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.hooks
    ADD CONSTRAINT fk_hooks_tenants FOREIGN KEY (tenant) REFERENCES public.tenants(name) ON DELETE CASCADE;


--
-- Name: resource_servers fk_resource_servers_tenants; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.resource_servers
    ADD CONSTRAINT fk_resource_servers_tenants FOREIGN KEY (tenant) REFERENCES public.tenants(name) ON DELETE CASCADE;


--
-- Name: signing_keys fk_signing_keys_tenants; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signing_keys
    ADD CONSTRAINT fk_signing_keys_tenants FOREIGN KEY (tenant) REFERENCES public.tenants(name) ON DELETE CASCADE;


--
-- Name: tenant_hosts fk_tenant_hosts_tenants; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenant_hosts
    ADD CONSTRAINT fk_tenant_hosts_tenants FOREIGN KEY (tenant) REFERENCES public.tenants(name) ON DELETE CASCADE;


--
-- Name: tenant_log fk_tenant_log_tenants; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tenant_log
    ADD CONSTRAINT fk_tenant_log_tenants FOREIGN KEY (tenant) REFERENCES public.tenants(name) ON DELETE CASCADE;


--
-- Name: users fk_users_connections; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT fk_users_connections FOREIGN KEY (tenant, connection) REFERENCES public.connections(tenant, name) ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--

\unrestrict WKozbMBS60LhuCQ4UAEuY0qcsYrUnx0wocvzCiTCC6YHC30swoMKdVT6xkLBJvw

