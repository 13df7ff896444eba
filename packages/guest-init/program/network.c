/* Sets the network of a machine as it was told: addresses, the default route, names. Nobody is asked: there is no DHCP. */
#include "init.h"
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <net/route.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static struct sockaddr internet(uint32_t address) {
  struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = address};
  struct sockaddr any;
  memcpy(&any, &in, sizeof any);
  return any;
}

/* Fills in the name of the interface with this hardware address; 0: there is none. */
static int find_interface(int control, const char *mac, struct ifreq *request) {
  unsigned char wanted[6];
  if (sscanf(mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", wanted, wanted + 1, wanted + 2, wanted + 3, wanted + 4, wanted + 5) != 6) return 0;
  for (int index = 1; index < 64; index++) {
    request->ifr_ifindex = index;
    if (ioctl(control, SIOCGIFNAME, request) < 0 || ioctl(control, SIOCGIFHWADDR, request) < 0) continue;
    if (!memcmp(request->ifr_hwaddr.sa_data, wanted, 6)) return 1;
  }
  return 0;
}

static void set_interface(int control, const char *nic) {
  char mac[32], address[32], gateway[32] = "";
  int length = 32;
  struct ifreq request = {0};
  if (sscanf(nic, "%31s %31[^/]/%d %31s", mac, address, &length, gateway) < 3) fail("an interface is told wrongly: %s", nic);
  if (!find_interface(control, mac, &request)) fail("there is no interface with the hardware address %s", mac);
  request.ifr_addr = internet(inet_addr(address));
  int error = ioctl(control, SIOCSIFADDR, &request);
  request.ifr_netmask = internet(length ? htonl(~0u << (32 - length)) : 0);
  error |= ioctl(control, SIOCSIFNETMASK, &request);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  error |= ioctl(control, SIOCSIFFLAGS, &request);
  struct rtentry route = {.rt_dst = internet(0), .rt_genmask = internet(0), .rt_flags = RTF_UP | RTF_GATEWAY};
  route.rt_gateway = internet(inet_addr(gateway));
  route.rt_dev = request.ifr_name;
  if (!error && *gateway) error = ioctl(control, SIOCADDRT, &route);
  if (error) fail("the interface %s cannot be set: %s", request.ifr_name, strerror(errno));
}

/* A file of the root's `/etc`, also where the image has a link in its place. */
static FILE *anew(const char *path) {
  mkdir("/etc", 0755);
  unlink(path);
  FILE *file = fopen(path, "wxe");
  if (!file) fail("%s cannot be written: %s", path, strerror(errno));
  return file;
}

void set_network(const struct start *start) {
  int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  ioctl(control, SIOCSIFFLAGS, &loopback);
  for (char **nic = start->nics; *nic; nic++) set_interface(control, *nic);
  close(control);
  const char *host = start->host ? start->host : "localhost";
  FILE *file = anew("/etc/hostname");
  fprintf(file, "%s\n", host);
  fclose(file);
  file = anew("/etc/hosts");
  fprintf(file, "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n");
  char address[32];
  if (start->host && start->nics[0] && sscanf(start->nics[0], "%*s %31[^/]", address) == 1)
    fprintf(file, "%s %s%s%s%s%s\n", address, start->search ? host : "", start->search ? "." : "",
            start->search ? start->search : "", start->search ? " " : "", host);
  fclose(file);
  file = anew("/etc/resolv.conf");
  if (start->search) fprintf(file, "search %s\n", start->search);
  for (char **server = start->dns; *server; server++) fprintf(file, "nameserver %s\n", *server);
  fclose(file);
}
