//! `spoor serve`: the workbench for a team, in a browser.

use super::Global;
use crate::out::Outcome;
use crate::serve::address::{self, Proxies};
use crate::serve::{self, Options, logs};
use anyhow::Result;
use clap::Args;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

#[derive(Args)]
pub struct Serve {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8411", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// How browsers reach it, behind a proxy that speaks HTTPS: https://HOST
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
    /// Certificate with its chain, PEM: the server itself speaks HTTPS; read anew on SIGHUP
    #[arg(long, value_name = "PEM", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM
    #[arg(long, value_name = "PEM", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Proxies whose word is taken on where a request comes from, as addresses or networks
    #[arg(long, value_name = "CIDR", value_delimiter = ',', value_parser = network)]
    trusted_proxy: Vec<IpNet>,
    /// The header in which they say it
    #[arg(long, value_enum, default_value_t, value_name = "HEADER")]
    forwarded_by: address::Said,
    /// Settings of the organisation's provider of sign-ins (OpenID Connect), TOML
    #[arg(long, value_name = "FILE")]
    oidc: Option<PathBuf>,
    /// Write the links of the first start into this file, for its owner alone, instead of stderr
    #[arg(long, value_name = "FILE")]
    setup_link: Option<PathBuf>,
    /// How the log on stderr is written; SPOOR_LOG says what is in it, as warn,spoor=info
    #[arg(long, value_enum, default_value_t)]
    log_format: logs::Format,
    /// Folder of Cedar policies, in place of those that ship with spoor
    #[arg(long, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// Longest body that a partner may send to /api/captures
    #[arg(long, value_name = "MIB", default_value = "1024",
        value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    capture_limit: u64,
}

pub async fn run(global: &Global, args: Serve) -> Result<Outcome> {
    logs::start(args.log_format)?;
    let workspace = global.open().await?;
    let options = Options {
        listen: args.listen,
        origin: args.origin,
        tls: args.tls_cert.zip(args.tls_key),
        proxies: Proxies { trusted: args.trusted_proxy, said: args.forwarded_by },
        oidc: args.oidc,
        setup_link: args.setup_link,
        policies: args.policies,
        database: global.database.clone(),
        as_of: global.as_of.clone(),
        capture_limit: args.capture_limit << 20,
    };
    serve::run(workspace, options).await?;
    Ok(Outcome::Done)
}

/// `10.0.0.0/8`, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let one = || text.parse::<IpAddr>().map(IpNet::from).ok();
    let net = text.parse::<IpNet>().ok().or_else(one);
    net.ok_or_else(|| format!("{text:?} is no network: write 10.0.0.0/8 or 192.0.2.7"))
}
