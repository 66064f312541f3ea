"""Every resource of the provider."""

from outscale_provider.model.resource import Resource
from outscale_provider.resources.access_key import ACCESS_KEY
from outscale_provider.resources.account import ACCOUNT
from outscale_provider.resources.api_access_policy import API_ACCESS_POLICY
from outscale_provider.resources.api_access_rule import API_ACCESS_RULE
from outscale_provider.resources.ca import CA
from outscale_provider.resources.client_gateway import CLIENT_GATEWAY
from outscale_provider.resources.dhcp_options import DHCP_OPTIONS
from outscale_provider.resources.direct_link import DIRECT_LINK
from outscale_provider.resources.direct_link_interface import DIRECT_LINK_INTERFACE
from outscale_provider.resources.flexible_gpu import FLEXIBLE_GPU
from outscale_provider.resources.flexible_gpu_link import FLEXIBLE_GPU_LINK
from outscale_provider.resources.image import IMAGE
from outscale_provider.resources.image_export_task import IMAGE_EXPORT_TASK
from outscale_provider.resources.image_launch_permission import IMAGE_LAUNCH_PERMISSION
from outscale_provider.resources.internet_service import INTERNET_SERVICE
from outscale_provider.resources.internet_service_link import INTERNET_SERVICE_LINK
from outscale_provider.resources.keypair import KEYPAIR
from outscale_provider.resources.listener_rule import LISTENER_RULE
from outscale_provider.resources.load_balancer import LOAD_BALANCER
from outscale_provider.resources.load_balancer_policy import LOAD_BALANCER_POLICY
from outscale_provider.resources.load_balancer_vms import LOAD_BALANCER_VMS
from outscale_provider.resources.nat_service import NAT_SERVICE
from outscale_provider.resources.net import NET
from outscale_provider.resources.net_access_point import NET_ACCESS_POINT
from outscale_provider.resources.net_attributes import NET_ATTRIBUTES
from outscale_provider.resources.net_peering import NET_PEERING
from outscale_provider.resources.net_peering_acceptance import NET_PEERING_ACCEPTANCE
from outscale_provider.resources.nic import NIC
from outscale_provider.resources.nic_link import NIC_LINK
from outscale_provider.resources.nic_private_ips import NIC_PRIVATE_IPS
from outscale_provider.resources.public_ip import PUBLIC_IP
from outscale_provider.resources.public_ip_link import PUBLIC_IP_LINK
from outscale_provider.resources.route import ROUTE
from outscale_provider.resources.route_table import ROUTE_TABLE
from outscale_provider.resources.route_table_link import ROUTE_TABLE_LINK
from outscale_provider.resources.security_group import SECURITY_GROUP
from outscale_provider.resources.security_group_rule import SECURITY_GROUP_RULE
from outscale_provider.resources.server_certificate import SERVER_CERTIFICATE
from outscale_provider.resources.snapshot import SNAPSHOT
from outscale_provider.resources.snapshot_export_task import SNAPSHOT_EXPORT_TASK
from outscale_provider.resources.snapshot_volume_permission import SNAPSHOT_VOLUME_PERMISSION
from outscale_provider.resources.subnet import SUBNET
from outscale_provider.resources.tag import TAG
from outscale_provider.resources.virtual_gateway import VIRTUAL_GATEWAY
from outscale_provider.resources.virtual_gateway_link import VIRTUAL_GATEWAY_LINK
from outscale_provider.resources.virtual_gateway_route_propagation import VIRTUAL_GATEWAY_ROUTE_PROPAGATION
from outscale_provider.resources.vm import VM
from outscale_provider.resources.volume import VOLUME
from outscale_provider.resources.volume_link import VOLUME_LINK
from outscale_provider.resources.vpn_connection import VPN_CONNECTION
from outscale_provider.resources.vpn_connection_route import VPN_CONNECTION_ROUTE

RESOURCES: tuple[Resource, ...] = (
    ACCESS_KEY,
    ACCOUNT,
    API_ACCESS_POLICY,
    API_ACCESS_RULE,
    CA,
    CLIENT_GATEWAY,
    DHCP_OPTIONS,
    DIRECT_LINK,
    DIRECT_LINK_INTERFACE,
    FLEXIBLE_GPU,
    FLEXIBLE_GPU_LINK,
    IMAGE,
    IMAGE_EXPORT_TASK,
    IMAGE_LAUNCH_PERMISSION,
    INTERNET_SERVICE,
    INTERNET_SERVICE_LINK,
    KEYPAIR,
    LISTENER_RULE,
    LOAD_BALANCER,
    LOAD_BALANCER_POLICY,
    LOAD_BALANCER_VMS,
    NAT_SERVICE,
    NET,
    NET_ACCESS_POINT,
    NET_ATTRIBUTES,
    NET_PEERING,
    NET_PEERING_ACCEPTANCE,
    NIC,
    NIC_LINK,
    NIC_PRIVATE_IPS,
    PUBLIC_IP,
    PUBLIC_IP_LINK,
    ROUTE,
    ROUTE_TABLE,
    ROUTE_TABLE_LINK,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    SERVER_CERTIFICATE,
    SNAPSHOT,
    SNAPSHOT_EXPORT_TASK,
    SNAPSHOT_VOLUME_PERMISSION,
    SUBNET,
    TAG,
    VIRTUAL_GATEWAY,
    VIRTUAL_GATEWAY_LINK,
    VIRTUAL_GATEWAY_ROUTE_PROPAGATION,
    VM,
    VOLUME,
    VOLUME_LINK,
    VPN_CONNECTION,
    VPN_CONNECTION_ROUTE,
)

__all__ = ["RESOURCES"]
